import Purchases
import Rules

/// Finds the moments at which rules came nearest to holding.
struct NearnessFinder {
    /// A rule at one moment in one group.
    struct Candidate {
        let subject: Subject
        let group: Int
        let receipt: Int?
        let time: EventTime
        let value: ExactDecimal
        let walk: WindowWalk
        /// What decides between candidates that are equally near and equally early.
        let order: [ExactText]

        func isNearer(than other: Candidate) -> Bool {
            if value != other.value { return value > other.value }
            if time != other.time { return time < other.time }
            return order.lexicographicallyPrecedes(other.order)
        }
    }

    /// What there is to say of one rule.
    struct Found {
        var purchases: Set<Int> = []
        var held = 0
        var best: Candidate?
    }

    private struct Place: Hashable {
        let group: Int
        let receipt: Int?
    }

    let ledger: PackLedger
    let receipts: Receipts
    private var rules: [Rule] { ledger.pack.pack.rules }

    init(_ ledger: PackLedger, _ receipts: Receipts) {
        self.ledger = ledger
        self.receipts = receipts
    }

    /// Looks at the moments of one subject.
    ///
    /// - Parameters:
    ///   - found: by the index of the rule; what was found of other subjects.
    ///   - moment: only this one.
    func look(
        at subject: Subject, _ places: [SubjectHistory.Place], only moment: EventTime? = nil,
        _ found: inout [Found]
    ) {
        var items: [Place: [WindowWalk.Item]] = [:]
        for place in places {
            guard let purchase = ledger.purchases[place.line] else { continue }
            for contribution in purchase.contributions
            where rules[contribution.rule].subject == subject.kind {
                if moment == nil || place.moment == moment {
                    found[contribution.rule].purchases.insert(place.line)
                }
                guard rules[contribution.rule].form == .measure else { continue }
                let isSingle = rules[contribution.rule].window == .receipt
                let key = Place(group: contribution.group, receipt: isSingle ? purchase.receipt : nil)
                items[key, default: []].append(
                    WindowWalk.Item(moment: place.moment, line: place.line, contribution: contribution))
            }
        }
        var moments: [Int: Set<EventTime>] = [:]
        for (place, items) in items {
            let rule = ledger.groups[place.group].rule
            let walk = WindowWalk(items, isSingle: place.receipt != nil)
            walk.forEachMoment(rules[rule].measure) { time, value in
                guard moment == nil || moment == time else { return }
                if rules[rule].threshold.holds(value) { moments[rule, default: []].insert(time) }
                if let best = found[rule].best,
                    best.value > value || (best.value == value && best.time < time)
                {
                    return
                }
                let candidate = Candidate(
                    subject: subject, group: place.group, receipt: place.receipt, time: time, value: value,
                    walk: walk, order: order(place, subject))
                if found[rule].best.map({ candidate.isNearer(than: $0) }) ?? true {
                    found[rule].best = candidate
                }
            }
        }
        for (rule, times) in moments { found[rule].held += times.count }
    }

    private func order(_ place: Place, _ subject: Subject) -> [ExactText] {
        let group = ledger.groups[place.group]
        let receipt = place.receipt.map { receipts[$0].key } ?? ""
        let who =
            if case .buyer(let buyer) = subject { ledger.earliestReceipt(of: buyer, receipts) } else { "" }
        return [group.each ?? ""] + group.parts + [receipt]
            + subject.words.map { ExactText($0) } + [ExactText(who)]
    }

    /// What a candidate says, written down.
    func nearness(_ candidate: Candidate) -> Nearness {
        let rule = rules[ledger.groups[candidate.group].rule]
        let lines = candidate.walk.evidence(at: candidate.time).compactMap {
            ledger.purchases[$0.line]?.order
        }
        var buyer: BuyerReference?
        if case .buyer(let number) = candidate.subject { buyer = ledger.who(receipts).reference(number) }
        return Nearness(
            buyer: buyer, about: candidate.subject.about, time: candidate.time, group: group(candidate, rule),
            holds: rule.threshold.holds(candidate.value), measure: rule.measure.text, value: candidate.value,
            threshold: rule.threshold.value, bound: rule.threshold.bound.rawValue, unit: rule.measure.unit,
            within: rule.windowText, percent: candidate.value.percent(of: rule.threshold.value),
            purchases: Set(lines).sorted().map(\.key))
    }

    private func group(_ candidate: Candidate, _ rule: Rule) -> [String: ExactText] {
        let group = ledger.groups[candidate.group]
        var texts: [String: ExactText] = [:]
        texts["store"] = candidate.subject.about?.store
        texts["product"] = candidate.subject.about?.product
        for (field, value) in zip(rule.partition, group.parts) { texts[field.name] = value }
        if let receipt = candidate.receipt { texts["receipt"] = receipts[receipt].key }
        if let each = rule.each { texts[each.name] = group.each }
        return texts
    }
}

extension PackLedger {
    /// Every rule with the moment at which it came nearest to holding, in the pack's order.
    func nearest(_ receipts: Receipts) -> [RuleNearness] {
        let finder = NearnessFinder(self, receipts)
        var found = pack.pack.rules.map { _ in NearnessFinder.Found() }
        for (subject, history) in histories { finder.look(at: subject, history.places, &found) }
        return zip(pack.pack.rules, found).map { rule, found in
            RuleNearness(
                pack: pack.pack.id, version: pack.pack.version, rule: rule.id, title: rule.title,
                score: rule.score, purchases: found.purchases.count, held: found.held,
                nearest: found.best.map(finder.nearness))
        }
    }

    /// Tells two buyers apart by something that is no number of ours.
    func earliestReceipt(of buyer: Int, _ receipts: Receipts) -> String {
        linking.receipts(of: buyer).compactMap { receipts[$0].earliestShown }.min()?.key.string ?? ""
    }
}

extension Detector {
    /// For every pack and every rule of it the moment at which it came nearest to holding, over all subjects.
    ///
    /// Looks at every purchase once, and changes nothing.
    package func nearest() -> [RuleNearness] { ledgers.flatMap { $0.nearest(receipts) } }
}
