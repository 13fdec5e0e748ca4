import Purchases

/// Finds the line of the batch that a change of the ledger is put down to (5.6).
///
/// In this order: what changed a purchase of the alert; what gave one to another buyer (`link`); what changed another
/// purchase of the subject, such as a late line after which an earlier moment alerts; what touched the buyer; what
/// moved a feed's latest time, and so decided an absence. Among several, voids go before returns, corrections and late lines, then the earliest line.
struct Blame {
    let touched: Touched
    let linked: Linking.Change
    let linking: Linking
    let receipts: Receipts
    /// The lines whose purchases came, went or changed.
    let changed: Set<Int>
    /// The lines that went to another buyer.
    let moved: Set<Int>
    let edits: [Subject: SubjectEdit]
    /// The feeds whose latest time moved.
    let feeds: Set<Int>
    private let byBuyer: [Int: [Cause]]

    init(
        touched: Touched, linked: Linking.Change, linking: Linking, receipts: Receipts, changed: Set<Int>,
        moved: Set<Int>, edits: [Subject: SubjectEdit], feeds: Set<Int>
    ) {
        self.touched = touched
        self.linked = linked
        self.linking = linking
        self.receipts = receipts
        self.changed = changed
        self.moved = moved
        self.edits = edits
        self.feeds = feeds
        var byBuyer: [Int: [Cause]] = [:]
        for receipt in touched.receipts {
            guard let buyer = linking.buyer(of: receipt) else { continue }
            byBuyer[buyer, default: []] += touched.causes[receipt] ?? []
        }
        self.byBuyer = byBuyer
    }

    func cause(of subject: Subject, before: StandingAlert?, after: StandingAlert?) -> Cause? {
        let shown = (before?.data.purchases ?? []) + (after?.data.purchases ?? [])
        let covered = (before?.data.covered ?? []) + (after?.data.covered ?? [])
        let lines = Set((shown.map(\.key) + covered).compactMap { receipts.lines.id(of: $0) })
        return best(lines.intersection(changed).compactMap(cause))
            ?? best(lines.intersection(moved).compactMap(linkCause))
            ?? best(edits[subject].map { $0.lines.intersection(changed).compactMap(cause) } ?? [])
            ?? linkCause(subject) ?? feedCause(lines)
            ?? best(touched.causes.values.flatMap { $0 })
    }

    /// The line that brought the feed of one of these lines to where it is now, or took it back.
    private func feedCause(_ lines: Set<Int>) -> Cause? {
        let own = Set(lines.map { receipts[receipts.lines[$0].receipt].feed }).intersection(feeds)
        let causes = touched.receipts.lazy.filter { own.contains(receipts[$0].feed) }
            .flatMap { touched.causes[$0] ?? [] }
        // Where it came further, the latest did it.
        return causes.max { $0.order < $1.order }
    }

    private func best(_ causes: [Cause]) -> Cause? { causes.min(by: Cause.precedes) }

    private func cause(_ line: Int) -> Cause? {
        let receipt = receipts.lines[line].receipt
        let key = receipts.lines[line].line.key.text
        let direct = touched.causes[receipt] ?? []
        if let own = direct.last(where: { $0.order.key == key }) { return own }
        if let found = best(direct) { return found }
        // A return that names nothing, or what happened to one, reaches other receipts of its buyer.
        let product = receipts.lines[line].line.product
        let ofBuyer = linking.buyer(of: receipt).flatMap { byBuyer[$0] } ?? []
        return best(ofBuyer.filter { $0.product == product }) ?? linkCause(line)
            // What another purchase used up of a licence reaches every product.
            ?? best(ofBuyer)
    }

    private func linkCause(_ line: Int) -> Cause? {
        linking.buyer(of: receipts.lines[line].receipt).flatMap { linkCause(.buyer($0)) }
    }

    private func linkCause(_ subject: Subject) -> Cause? {
        guard case .buyer(let buyer) = subject, let receipt = linked.touched[buyer] else { return nil }
        return best(touched.causes[receipt] ?? []).map { Cause(linkOf: $0) }
    }
}

/// What a batch takes from and gives to one subject.
struct SubjectEdit: Sendable {
    var removing: Set<Int> = []
    var adding: [SubjectHistory.Place] = []

    var lines: Set<Int> { removing.union(adding.map(\.line)) }
}
