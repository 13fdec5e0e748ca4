import Purchases

/// What combinations, sequences, absences and `usual` say of themselves (4.7).
extension AlertCheck {
    /// The rule whose deadline the alert's moment is; nil for a moment of receipts.
    var absentRule: String? { data.indicators.first { $0.measure == FormMeasure.absent.rawValue }?.rule }

    mutating func combination(_ evidence: Evidence) {
        let indicator = evidence.indicator
        counts(indicator, value: (indicator.conditions ?? []).count, unit: "conditions")
        let places = (indicator.conditions ?? []).map(\.condition)
        if places.contains(where: { $0 < 1 }) || zip(places, places.dropFirst()).contains(where: { $0 >= $1 })
        {
            wrong(
                .conditions, "the conditions of rule \(indicator.rule) are not in their order, each once",
                found: places.map(String.init).joined(separator: ", "))
        }
        var purchases: Set<ExactText> = []
        var counted: [ExactText: Set<ExactText>] = [:]
        for condition in indicator.conditions ?? [] {
            let part = Indicator(condition, of: indicator)
            // `evidence()` says which purchase is missing.
            guard let behind = Evidence(part, records: records) else { continue }
            listed(behind)
            self.counted(behind)
            if condition.within != nil {
                window(behind)
                value(behind)
            } else {
                onReceipts(behind)
            }
            threshold(part)
            purchases.formUnion(behind.records.map(\.key))
            for record in behind.records {
                counted[record.key, default: []].formUnion(behind.substances(record).map(\.identity))
            }
        }
        if purchases != Set(indicator.purchases) {
            wrong(
                .conditions, "rule \(indicator.rule) lists other purchases than its conditions",
                expected: purchases.sorted().map(\.string).joined(separator: ", "),
                found: indicator.purchases.map(\.string).joined(separator: ", "))
        }
        for record in evidence.records
        where counted[record.key] != Set(evidence.substances(record).map(\.identity)) {
            wrong(
                .counted, "rule \(indicator.rule) counts of \(record.key) other than its conditions do")
        }
    }

    /// A condition without a window holds on a receipt of the alert's moment: on the one that the group names, or on
    /// each of those behind it, and its value is the greatest.
    private mutating func onReceipts(_ evidence: Evidence) {
        let indicator = evidence.indicator
        if indicator.group["receipt"] != nil {
            window(evidence)
            value(evidence)
            return
        }
        if absentRule != nil {
            wrong(.conditions, "\(indicator.rule) looks at a receipt, and a deadline has none")
        }
        for record in evidence.records where record.moment != event.time {
            outside(record, of: indicator, expected: "a receipt at \(event.time)")
        }
        let receipts = Dictionary(grouping: evidence.records, by: \.receiptKey).values.map { records in
            Evidence(indicator, only: records)
        }
        for receipt in receipts {
            if let measured = MeasureText(indicator.measure),
                case .exactly(let value) = measured.recomputed(receipt), value < indicator.threshold,
                !isPartial
            {
                wrong(
                    .value, "\(indicator.rule) does not hold on each of its receipts",
                    expected: "\(indicator.bound) \(indicator.threshold)", found: "\(value)")
            }
        }
        let strongest = receipts.max { left, right in
            guard let measured = MeasureText(indicator.measure),
                case .exactly(let first) = measured.recomputed(left),
                case .exactly(let second) = measured.recomputed(right)
            else { return false }
            return first < second
        }
        value(strongest ?? evidence)
    }

    /// One purchase a step, each of another moment, the last of the alert's.
    mutating func sequence(_ evidence: Evidence) {
        let indicator = evidence.indicator
        counts(indicator, value: nil, unit: "steps")
        let steps = ExactDecimal(evidence.records.count)
        if indicator.value != indicator.threshold
            || (isPartial ? steps > indicator.value : steps != indicator.value)
        {
            wrong(
                .sequence, "rule \(indicator.rule) has not one purchase for each of its steps",
                expected: "\(indicator.threshold)", found: "\(steps) of \(indicator.value)")
        }
        let moments = evidence.records.map(\.moment)
        if Set(moments).count != moments.count {
            wrong(.sequence, "two steps of rule \(indicator.rule) have one moment")
        }
        for record in evidence.records where record.moment > event.time {
            outside(record, of: indicator, expected: "at most \(event.time)")
        }
        if !isPartial, moments.max() != event.time {
            wrong(
                .sequence, "the last step of rule \(indicator.rule) is not of the alert's moment",
                expected: "\(event.time)", found: moments.max()?.description ?? "none")
        }
    }

    /// What awaited lies so long before the deadline, which is the alert's moment.
    mutating func absence(_ evidence: Evidence) {
        let indicator = evidence.indicator
        counts(indicator, value: 1, unit: "absences")
        if let first = absentRule, first != indicator.rule {
            wrong(
                .absence, "two rules share a deadline, which is a moment of one rule alone", expected: first,
                found: indicator.rule)
        }
        guard let text = indicator.within, case .span(let span)? = WindowText(text) else {
            wrong(
                .window, "rule \(indicator.rule) does not say how long it waited",
                found: indicator.within ?? "none")
            return
        }
        for record in evidence.records where record.moment != event.time - span {
            outside(record, of: indicator, expected: "\(event.time - span)")
        }
    }

    /// The arithmetic of what is usual; the earlier purchases themselves are not shown.
    mutating func usual(_ indicator: Indicator) {
        guard let usual = indicator.usual else { return }
        let name = "usual of rule \(indicator.rule)"
        guard case .span(let over)? = WindowText(usual.over),
            case .span(let length)? = indicator.within.flatMap({ WindowText($0) })
        else {
            wrong(.usual, "\(name) cannot be read", found: usual.over)
            return
        }
        let most = over.microseconds / length.microseconds
        if usual.windows < 1 || Int64(usual.windows) > most {
            wrong(
                .usual, "\(name) has a number of windows that do not fit in \(usual.over)",
                expected: "1 to \(most)", found: "\(usual.windows)")
        }
        // Of an even number of windows the median may have been rounded by half a digit.
        let doubled = usual.median.millionths * 2 - (usual.windows.isMultiple(of: 2) ? 1 : 0)
        let left = indicator.value.millionths.multipliedFullWidth(by: 2_000_000)
        let right = usual.times.millionths.multipliedFullWidth(by: doubled)
        let isGreater = (left.high, left.low) > (right.high, right.low)
        let isEqual = left == right
        switch usual.bound {
        case "at_least" where isGreater || isEqual, "above" where isGreater: break
        default:
            wrong(
                .usual, "rule \(indicator.rule) does not stand out from what is usual",
                expected: "\(usual.bound) \(usual.times) times \(usual.median)", found: "\(indicator.value)")
        }
        unchecked(
            .usualUnchecked, "\(name): the purchases of the earlier windows are not shown with the alert")
    }

    /// What indicators that count something of their own have in common.
    private mutating func counts(_ indicator: Indicator, value: Int?, unit: String) {
        if indicator.unit != unit {
            wrong(
                .unit, "\(indicator.measure) of rule \(indicator.rule) has another unit", expected: unit,
                found: indicator.unit)
        }
        if indicator.bound != "at_least" {
            wrong(
                .threshold, "\(indicator.measure) of rule \(indicator.rule) has another bound",
                expected: "at_least", found: indicator.bound)
        }
        if let value, indicator.value != ExactDecimal(value) {
            wrong(
                .value, "\(indicator.measure) of rule \(indicator.rule) is not what stands beside it",
                expected: "\(value)", found: "\(indicator.value)")
        }
        if indicator.within != nil, indicator.measure != FormMeasure.absent.rawValue {
            wrong(
                .window, "\(indicator.measure) of rule \(indicator.rule) has no window of its own",
                expected: "null", found: indicator.within)
        }
        if indicator.usual != nil {
            wrong(.usual, "\(indicator.measure) of rule \(indicator.rule) knows no usual value")
        }
    }
}

/// The measures of rules that are no measure of purchases.
enum FormMeasure: String {
    case combine, sequence, absent
}

extension Indicator {
    /// A condition as an indicator of its own, for the checks of any measure.
    fileprivate init(_ condition: IndicatorCondition, of indicator: Indicator) {
        self.init(
            rule: "\(indicator.rule), condition \(condition.condition)", title: nil, score: 0,
            measure: condition.measure, value: condition.value, threshold: condition.threshold,
            bound: condition.bound, unit: condition.unit, within: condition.within, group: indicator.group,
            purchases: condition.purchases, counted: condition.counted, unless: indicator.unless,
            returns: indicator.returns, voids: indicator.voids)
    }
}
