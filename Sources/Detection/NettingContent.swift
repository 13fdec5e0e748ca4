import Purchases
import Rules

/// Writes down what indicators say of nettings and of papers whose total is used up (2.5, 4.6).
struct NettingContent {
    let judge: Judge

    init(_ judge: Judge) { self.judge = judge }

    /// An indicator with the steps that its rule leaves out, and with its exceptions where they cover a part.
    func described(_ shown: IndicatorContent.Shown) -> IndicatorContent.Shown {
        guard let rule = rule(of: shown) else { return shown }
        var shown = shown
        if rule.ignoresReturns { shown.indicator.returns = .ignore }
        if rule.ignoresVoids { shown.indicator.voids = .ignore }
        let isPartlyCovered =
            !rule.exceptions.isEmpty
            && shown.lines.contains { line in
                guard let values = values(line, rule.netting) else { return false }
                return values.purchase.substances.indices.contains {
                    !values.partlyCovered($0, by: rule.exceptions).isEmpty
                }
            }
        if isPartlyCovered {
            shown.indicator.unless = Rule.Exception.inOrder.filter(rule.exceptions.contains).map(\.name)
        }
        return shown
    }

    /// Of each purchase, the nettings but the plain one by which indicators saw it.
    func nettings(_ indicators: [IndicatorContent.Shown]) -> [Int: Set<Netting>] {
        var found: [Int: Set<Netting>] = [:]
        for shown in indicators {
            guard let netting = rule(of: shown)?.netting, netting != .plain else { continue }
            for line in shown.lines { found[line, default: []].insert(netting) }
        }
        return found
    }

    /// The keys of the purchases that used up the totals above which purchases of the indicators lie, in order.
    func covered(_ indicators: [IndicatorContent.Shown]) -> [ExactText] {
        guard !judge.ceilings.isEmpty else { return [] }
        var asked: [(line: Int, buyer: Int, netting: Netting, exception: Rule.Exception, number: ExactText)] =
            []
        for shown in indicators {
            guard let rule = rule(of: shown), !rule.exceptions.isEmpty else { continue }
            for line in shown.lines {
                guard let buyer = judge.buyers[line], let values = values(line, rule.netting) else {
                    continue
                }
                for exception in rule.exceptions {
                    guard let number = values.paper(exception)?.number,
                        values.purchase.facts.above(exception).contains(where: { $0 > .zero })
                    else { continue }
                    asked.append((line, buyer, rule.netting, exception, number))
                }
            }
        }
        guard !asked.isEmpty else { return [] }
        return judge.ceilings.usedUp(asked).compactMap { judge.purchases[$0]?.order.key }.sorted()
    }

    /// A purchase as rules of a netting see it.
    func values(_ line: Int, _ netting: Netting) -> FieldValues? {
        judge.purchases[line]?.seen(by: netting).map {
            FieldValues(line: judge.receipts.lines[line].line, purchase: $0, totals: [])
        }
    }

    private func rule(of shown: IndicatorContent.Shown) -> Rule? {
        judge.pack.pack.rules.first { $0.id == shown.indicator.rule }
    }
}
