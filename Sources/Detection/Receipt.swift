import Purchases

/// All that the journal holds of one receipt, and what stands of it before buyers are known.
struct Receipt: Sendable {
    let key: ExactText
    /// The index of its feed.
    let feed: Int
    /// The indices of its keys.
    var lines: [Int] = []
    /// The standing voids that reach it, its own and others'.
    var voids: [Int] = []
    /// The standing returns that name it or a line of it.
    var namingReturns: [Int] = []

    /// Its standing sale and return lines, the wholly voided included.
    private(set) var entries: [StandingEntry] = []
    /// The time of its earliest standing sale line, a wholly voided one included (4.1), and the local midnight after it.
    private(set) var moment: EventTime?
    private(set) var midnight: EventTime = .distantFuture
    /// The local day of that moment.
    private(set) var day = LocalDay(daysSinceEpoch: 0)
    /// The earliest line that is not wholly voided; nil where none is left, and the receipt links nothing.
    private(set) var earliest: LineOrder?
    /// The earliest line; of a receipt of nothing but voided lines the earliest of these.
    var earliestShown: LineOrder? { earliest ?? entries.map(\.order).min() }
    private(set) var unmatchedVoids = 0
    private(set) var unmatchedReturns = 0

    init(key: ExactText, feed: Int) {
        self.key = key
        self.feed = feed
    }

    /// Works out what voids leave.
    mutating func applyVoids(_ standing: StandingLines) {
        entries.removeAll(keepingCapacity: true)
        moment = nil
        for id in lines {
            guard case .line(let version, let isVoided) = standing[id].standing else { continue }
            let line = version.line
            entries.append(StandingEntry(id: id, line: line, isVoided: isVoided))
            if line.kind == .sale, moment.map({ line.time < $0 }) ?? true {
                moment = line.time
                midnight = line.local.nextMidnight
                day = line.local.day
            }
        }
        unmatchedVoids = voids.isEmpty ? 0 : Voids.apply(voids.map { standing[$0].line }, to: &entries)
        earliest = entries.lazy.filter { !$0.isVoided }.map(\.order).min()
    }

    /// Works out what the returns that name this receipt leave of its sale lines (2.5).
    ///
    /// - Parameter keepsVoided: whether also to work out what they would leave if nothing had been voided.
    mutating func applyNamingReturns(_ returns: [NamingReturn], keepsVoided: Bool) {
        for index in entries.indices where entries[index].isSale {
            entries[index].unreturned = entries[index].isVoided ? .zero : entries[index].left ?? .zero
            if keepsVoided { entries[index].unvoidedUnreturned = entries[index].quantity ?? .zero }
        }
        unmatchedReturns = 0
        guard !returns.isEmpty else { return }
        let ordered = returns.sorted { $0.order < $1.order }
        let latestFirst = entries.indices.filter { entries[$0].isSale }
            .sorted { entries[$1].order < entries[$0].order }
        unmatchedReturns = lower(
            \.unreturned, of: latestFirst.filter { !entries[$0].isVoided },
            by: ordered.filter { !$0.isVoided }.map { ($0, $0.left) })
        guard keepsVoided else { return }
        _ = lower(\.unvoidedUnreturned, of: latestFirst, by: ordered.map { ($0, $0.whole) })
    }

    /// Takes what returns give back off the sales that they reach, in turn; says how many found too little.
    private mutating func lower(
        _ quantity: WritableKeyPath<StandingEntry, ExactDecimal>, of latestFirst: [Int],
        by returns: [(given: NamingReturn, quantity: ExactDecimal?)]
    ) -> Int {
        var unmatched = 0
        for (given, stated) in returns {
            var rest = stated
            var lowered = false
            for index in latestFirst where given.reaches(entries[index]) {
                let left = entries[index][keyPath: quantity]
                let taken = min(left, rest ?? left)
                entries[index][keyPath: quantity] = left - taken
                rest = rest.map { $0 - taken }
                lowered = lowered || taken > .zero
            }
            if rest.map({ $0 > .zero }) ?? !lowered { unmatched += 1 }
        }
        return unmatched
    }
}

/// A standing return that names a receipt or a line.
struct NamingReturn: Sendable, Hashable {
    let order: LineOrder
    let product: ExactText?
    /// The index of the receipt that it reaches.
    let target: Int
    /// The key of the line that it names; nil when it names the receipt.
    let targetLine: ExactText?
    /// What voids left of it, and as it was stated; nil is all.
    let left: ExactDecimal?
    let whole: ExactDecimal?
    let isVoided: Bool

    func reaches(_ entry: StandingEntry) -> Bool {
        guard let product, entry.product == product else { return false }
        return targetLine.map { $0 == entry.order.key } ?? true
    }
}
