import Purchases

extension AlertCheck {
    mutating func indicators() {
        rules()
        for indicator in data.indicators {
            guard let evidence = Evidence(indicator, records: records) else {
                // `evidence()` says which purchase is missing.
                continue
            }
            listed(evidence)
            netting(evidence)
            exceptions(evidence)
            counted(evidence)
            groups(evidence)
            switch FormMeasure(rawValue: indicator.measure) {
            case .combine: combination(evidence)
            case .sequence: sequence(evidence)
            case .absent: absence(evidence)
            case nil:
                window(evidence)
                value(evidence)
                usual(indicator)
            }
            if indicator.conditions != nil, indicator.measure != FormMeasure.combine.rawValue {
                wrong(.conditions, "rule \(indicator.rule) is no combination and has conditions")
            }
            threshold(indicator)
        }
    }

    /// Indicators of one rule stand together, differ by group alone, and are there once.
    private mutating func rules() {
        var seen: [String: Indicator] = [:]
        var groups: Set<IndicatorName> = []
        var previous: String?
        for indicator in data.indicators {
            if !groups.insert(IndicatorName(indicator)).inserted {
                wrong(.rule, "two indicators of rule \(indicator.rule) have one group")
            }
            if let known = seen[indicator.rule] {
                if previous != indicator.rule {
                    wrong(.indicatorOrder, "the indicators of rule \(indicator.rule) do not stand together")
                }
                if !known.isSameRule(as: indicator) {
                    wrong(.rule, "the indicators of rule \(indicator.rule) differ in what they measure")
                }
            }
            if indicator.score < 0 {
                wrong(.score, "rule \(indicator.rule) adds less than zero", found: "\(indicator.score)")
            }
            seen[indicator.rule] = seen[indicator.rule] ?? indicator
            previous = indicator.rule
        }
    }

    mutating func listed(_ evidence: Evidence) {
        let rule = evidence.indicator.rule
        if evidence.records.isEmpty, !isPartial {
            wrong(.indicatorPurchases, "rule \(rule) holds without a purchase")
        }
        for (earlier, later) in zip(evidence.records, evidence.records.dropFirst())
        where !PurchaseRecord.inOrder(earlier, later) {
            wrong(
                .indicatorPurchases,
                "the purchases of rule \(rule) are not in order of time and key, each once",
                found: "\(later.key)")
        }
    }

    /// `counted` names, of every purchase, the substances that counted; it is null when all did.
    mutating func counted(_ evidence: Evidence) {
        guard let counted = evidence.counted else { return }
        let rule = evidence.indicator.rule
        if Set(counted.keys) != Set(evidence.indicator.purchases) {
            wrong(
                .counted, "counted of rule \(rule) is not about its purchases",
                expected: evidence.indicator.purchases.map(\.string).joined(separator: ", "),
                found: counted.keys.sorted().map(\.string).joined(separator: ", "))
        }
        var whole = true
        for record in evidence.records {
            guard let names = counted[record.key] else { continue }
            let known = record.substances.map(\.identity)
            if names.isEmpty || names != names.sorted() || !Set(names).isSubset(of: known) {
                wrong(
                    .counted, "rule \(rule) counts of \(record.key) what it does not hold, or out of order",
                    expected: known.map(\.string).joined(separator: ", "),
                    found: names.map(\.string).joined(separator: ", "))
            }
            whole = whole && names.count == known.count
        }
        if whole, !isPartial, !evidence.records.isEmpty {
            wrong(.counted, "counted of rule \(rule) is there although everything counted", expected: "null")
        }
    }

    mutating func value(_ evidence: Evidence) {
        let indicator = evidence.indicator
        let name = "\(indicator.measure) of rule \(indicator.rule)"
        guard let measure = MeasureText(indicator.measure) else {
            wrong(.measure, "rule \(indicator.rule) has an unknown measure", found: indicator.measure)
            return
        }
        if let unit = measure.unit, unit != indicator.unit {
            wrong(.unit, "\(name) has another unit", expected: unit, found: indicator.unit)
        }
        switch measure.recomputed(evidence) {
        case .exactly(let value):
            if isPartial ? value > indicator.value : value != indicator.value {
                wrong(
                    .value, "\(name) is not what its purchases give",
                    expected: isPartial ? "at least \(value)" : "\(value)", found: "\(indicator.value)")
            } else if value != indicator.value {
                unchecked(.valueUnchecked, "\(name): the purchases shown give \(value) of \(indicator.value)")
            }
        case .addsNothing(let key):
            wrong(.value, "\(name) lists \(key), which adds nothing to it", found: "\(key)")
        case .atMost(let most, let why):
            let one = ExactDecimal(1)
            if !isPartial, indicator.value < one || most < indicator.value {
                wrong(
                    .value, "\(name) cannot be had from its purchases", expected: "1 to \(most)",
                    found: "\(indicator.value)")
            } else {
                unchecked(.valueUnchecked, "\(name): \(why)")
            }
        case .unknown(let why):
            unchecked(.valueUnchecked, "\(name): \(why)")
        }
    }

    mutating func threshold(_ indicator: Indicator) {
        let holds: Bool
        switch indicator.bound {
        case "at_least": holds = indicator.value >= indicator.threshold && indicator.threshold > .zero
        case "above": holds = indicator.value > indicator.threshold && indicator.threshold >= .zero
        default:
            wrong(
                .threshold, "rule \(indicator.rule) has an unknown bound", expected: "at_least or above",
                found: indicator.bound)
            return
        }
        if !holds {
            wrong(
                .threshold, "rule \(indicator.rule) does not hold at its value",
                expected: "\(indicator.bound) \(indicator.threshold)", found: "\(indicator.value)")
        }
    }
}

/// Rule and group: what tells indicators of one alert apart.
private struct IndicatorName: Hashable {
    var rule: ExactText
    var group: [ExactText: ExactText]

    init(_ indicator: Indicator) {
        rule = ExactText(indicator.rule)
        group = Dictionary(
            indicator.group.map { (ExactText($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Indicator {
    fileprivate func isSameRule(as other: Indicator) -> Bool {
        title == other.title && measure == other.measure && threshold == other.threshold
            && bound == other.bound && unit == other.unit && within == other.within
            && Set(group.keys) == Set(other.group.keys) && returns == other.returns && voids == other.voids
            && usual?.over == other.usual?.over && usual?.times == other.usual?.times
            && usual?.bound == other.usual?.bound
    }
}
