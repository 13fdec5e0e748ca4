import Purchases

/// What a mail says of an alert's indicators: what was measured, and what the rule asks.
struct IndicatorLetter {
    let phrases: MailPhrases
    let data: AlertData

    var blocks: [MailDocument.Block] {
        let hidden = data.confidential ?? []
        guard !data.indicators.isEmpty || !hidden.isEmpty else { return [] }
        return [.section(phrases.line(.indicators))] + data.indicators.map(item)
            + hidden.map { indicator in
                .item(
                    phrases.line(
                        .hiddenRule,
                        ["rule": .id(indicator.rule), "score": phrases.number(indicator.score)]),
                    [behind(indicator.purchases)])
            }
    }

    private func item(_ indicator: Indicator) -> MailDocument.Block {
        let title = MailDocument.Run.value(indicator.title ?? indicator.rule)
        var lines: [MailDocument.Line] = [[.words(phrases.word(.rule) + ": "), .id(indicator.rule)]]
        if indicator.measure == "absent" {
            lines.append(phrases.line(.absent) + window(indicator.within))
        } else {
            let value = measured(indicator.measure, indicator.value, indicator.unit)
            lines.append(
                phrases.line(.measured, ["value": value + window(indicator.within, of: indicator.measure)]))
            let threshold = phrases.amount(indicator.threshold, unit(indicator.unit, of: indicator.measure))
            lines.append(
                phrases.line(indicator.bound == "above" ? .askedAbove : .asked, ["threshold": threshold]))
        }
        if let usual = indicator.usual {
            lines.append(
                phrases.line(
                    .usual,
                    [
                        "median": [phrases.number(usual.median)], "windows": [phrases.number(usual.windows)],
                        "over": phrases.span(usual.over), "times": [phrases.number(usual.times)],
                    ]))
        }
        for condition in indicator.conditions ?? [] {
            let value = measured(condition.measure, condition.value, condition.unit)
            lines.append(
                phrases.line(
                    .condition,
                    [
                        "number": [phrases.number(condition.condition)],
                        "value": value + window(condition.within, of: condition.measure),
                        "threshold": [
                            phrases.amount(condition.threshold, unit(condition.unit, of: condition.measure))
                        ],
                    ]))
        }
        if !indicator.group.isEmpty {
            let group = indicator.group.sorted { $0.key < $1.key }.map {
                MailDocument.Run.value("\($0.key) \($0.value)")
            }
            lines.append(phrases.line(.group, ["group": phrases.list(group)]))
        }
        lines.append(behind(indicator.purchases))
        return .item(
            phrases.line(.indicator, ["title": title, "score": phrases.number(indicator.score)]), lines)
    }

    private func behind(_ purchases: [ExactText]) -> MailDocument.Line {
        phrases.line(.behind, ["purchases": phrases.list(purchases.map { .id($0.string) })])
    }

    private func measured(
        _ measure: String, _ value: ExactDecimal, _ unit: String
    ) -> MailDocument.Line {
        let amount = phrases.amount(value, self.unit(unit, of: measure))
        let words: [String: MailWord] = [
            "count purchases": .countPurchases, "count receipts": .countReceipts, "sum mass": .sumMass,
            "sum volume": .sumVolume, "sum units": .sumUnits, "sum amount": .sumAmount,
            "distinct substance": .distinctSubstance, "combine": .combine, "sequence": .sequence,
        ]
        if let word = words[measure] { return phrases.line(word, ["amount": amount]) }
        if measure.hasPrefix("distinct ") {
            return phrases.line(.distinct, ["field": .id(String(measure.dropFirst(9))), "amount": amount])
        }
        return phrases.line(.otherMeasure, ["measure": .id(measure), "amount": amount])
    }

    /// Of what is counted, the words say the unit.
    private func unit(_ unit: String, of measure: String) -> String? {
        ["sum mass", "sum volume", "sum amount"].contains(measure) ? unit : nil
    }

    private func window(_ within: String?, of measure: String = "") -> MailDocument.Line {
        switch within {
        case nil: ["combine", "sequence"].contains(measure) ? [] : [.words(" ")] + phrases.line(.onReceipt)
        case "calendar_day": [.words(" ")] + phrases.line(.onDay)
        case let span?: [.words(" ")] + phrases.line(.within, ["span": phrases.span(span)])
        }
    }
}
