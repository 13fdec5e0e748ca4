import Purchases
import Rules

/// What one version of a pack makes of the purchases: what its rules measure, and how far papers are used up.
struct VersionLedger: Sendable {
    var pack: CompiledPack
    var content: AlertContent
    /// By the index of the line; nil for what is no purchase, or none that this version ever looks at.
    var purchases: [Purchase?] = []
    var ceilings: Ceilings
    /// The times of purchases that its moments can look at.
    private let seen: ClosedRange<EventTime>

    /// - Parameter era: the times at which it judges, at most.
    init(_ pack: CompiledPack, _ content: AlertContent, era: ClosedRange<EventTime>) {
        self.pack = pack
        self.content = content
        ceilings = Ceilings(rules: pack.pack.rules)
        // Papers are used up by all that was bought with them, however long ago.
        let start = ceilings.isEmpty ? era.lowerBound.before(by: pack.longestWindow) : .distantPast
        seen = min(start, era.upperBound)...era.upperBound
    }

    func sees(_ moment: EventTime) -> Bool { seen.contains(moment) }

    mutating func measure(_ line: Int, _ receipts: Receipts, _ groups: inout Groups) {
        guard let purchase = purchases[line] else { return }
        purchases[line]?.measurements = pack.measuring.measurements(
            of: purchase, receipts.lines[line].line, &groups)
    }

    /// Brings what follows from other purchases up to date: totals of touched receipts, and what touched buyers' papers
    /// cover.
    ///
    /// - Returns: the purchases of which something else is true now.
    mutating func relate(
        _ changed: Set<Int>, _ buyers: [Int], _ linking: Linking, _ receipts: Receipts
    ) -> Set<Int> {
        var related: Set<Int> = []
        if !pack.measuring.totals.isEmpty {
            for receipt in Set(changed.map({ receipts.lines[$0].receipt })) {
                total(receipt, receipts, &related)
            }
        }
        if !ceilings.isEmpty {
            for buyer in buyers { cover(buyer, linking, receipts, &related) }
        }
        return related
    }

    private mutating func total(_ receipt: Int, _ receipts: Receipts, _ related: inout Set<Int>) {
        let lines = receipts[receipt].lines.filter { purchases[$0] != nil }
        for netting in pack.measuring.totals.byNetting.keys {
            var seen: [(id: Int, line: Line, purchase: NettedPurchase)] = []
            for line in lines {
                guard let purchase = purchases[line]?.seen(by: netting) else { continue }
                seen.append((line, receipts.lines[line].line, purchase))
            }
            let answers = pack.measuring.totals.answers(netting, seen.map { ($0.line, $0.purchase) })
            for (one, answers) in zip(seen, answers) {
                var facts = one.purchase.facts
                facts.totals = answers
                set(facts, of: one.id, by: netting, &related)
            }
        }
    }

    private mutating func cover(
        _ buyer: Int, _ linking: Linking, _ receipts: Receipts, _ related: inout Set<Int>
    ) {
        var showing: [(id: Int, line: Line, purchase: Purchase)] = []
        var isBounded = false
        for receipt in linking.receipts(of: buyer) {
            for entry in receipts[receipt].entries where entry.showsPaper {
                guard let purchase = purchases[entry.id] else { continue }
                isBounded = isBounded || entry.statesTotal
                showing.append((entry.id, receipts.lines[entry.id].line, purchase))
            }
        }
        let (above, doubtful) = ceilings.update(buyer, isBounded ? showing : [])
        related.formUnion(doubtful)
        for (id, _, purchase) in showing {
            for netting in ceilings.exceptions.keys {
                guard let seen = purchase.seen(by: netting) else { continue }
                var facts = seen.facts
                let new = above[id]?[netting]
                facts.aboveLicence = new?.aboveLicence ?? []
                facts.aboveProfessional = new?.aboveProfessional ?? []
                set(facts, of: id, by: netting, &related)
            }
        }
    }

    private mutating func set(
        _ facts: NettedPurchase.Facts, of line: Int, by netting: Netting, _ related: inout Set<Int>
    ) {
        guard var purchase = purchases[line], purchase.seen(by: netting)?.facts != facts else { return }
        if netting == .plain {
            purchase.net.facts = facts
        } else if let index = purchase.before.firstIndex(where: { $0.netting == netting }) {
            purchase.before[index].facts = facts
        }
        purchases[line] = purchase
        related.insert(line)
    }
}
