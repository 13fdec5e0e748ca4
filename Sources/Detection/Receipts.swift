import Purchases

/// Every receipt of the journal: what stands after versions, voids and naming returns, the same for every pack.
///
/// What a batch touches is worked out anew, receipt by receipt; nothing else is looked at.
struct Receipts: Sendable {
    private(set) var lines = StandingLines()
    private(set) var unmatchedVoids = 0
    /// Of the returns that name a receipt or line.
    private(set) var unmatchedReturns = 0

    private(set) var feeds = FeedClocks()

    private var all: [Receipt] = []
    private var ids: [ExactText: Int] = [:]
    /// The receipts that standing voids reach, by the index of the void's key.
    private var voidTargets: [Int: Int] = [:]
    private var namingReturns: [Int: NamingReturn] = [:]
    /// Whether a pack asks what would stand if nothing had been voided.
    private var keepsVoided: Bool

    init(keepsVoided: Bool) { self.keepsVoided = keepsVoided }

    /// Lent, not copied.
    subscript(id: Int) -> Receipt { _read { yield all[id] } }
    var count: Int { all.count }

    /// The index of a receipt; nil where the journal has no line of it.
    func id(of key: ExactText) -> Int? { ids[key] }

    /// The latest event time among the standing lines of a feed (4.7); before all times where it has none.
    func latest(ofFeed feed: Int) -> EventTime { feeds.latest(of: feed) }

    /// Takes in the lines of one batch.
    ///
    /// - Returns: the receipts whose standing lines may have changed, each with what touched it.
    mutating func apply(_ batch: [JournalledLine]) -> Touched {
        var touched = Touched()
        for version in batch { add(version, &touched) }
        // What voids leave of a receipt decides what its returns take from others.
        for receipt in touched.receipts {
            unmatchedVoids -= all[receipt].unmatchedVoids
            all[receipt].applyVoids(lines)
            feeds.set(receipt, to: all[receipt].lines.map { lines[$0].latest }.max())
            unmatchedVoids += all[receipt].unmatchedVoids
            for entry in all[receipt].entries { aim(entry, from: receipt, &touched) }
            for id in all[receipt].lines where namingReturns[id] != nil {
                if !all[receipt].entries.contains(where: { $0.id == id && isAiming($0) }) {
                    setAim(nil, of: id, from: receipt, &touched)
                }
            }
        }
        for receipt in touched.receipts { applyNamingReturns(to: receipt) }
        return touched
    }

    private mutating func applyNamingReturns(to receipt: Int) {
        unmatchedReturns -= all[receipt].unmatchedReturns
        all[receipt].applyNamingReturns(
            all[receipt].namingReturns.compactMap { namingReturns[$0] }, keepsVoided: keepsVoided)
        unmatchedReturns += all[receipt].unmatchedReturns
    }

    /// Works out from now on also what would stand if nothing had been voided, of what is there too.
    mutating func keepVoided() {
        guard !keepsVoided else { return }
        keepsVoided = true
        var touched = Touched()
        for receipt in all.indices {
            for entry in all[receipt].entries { aim(entry, from: receipt, &touched) }
        }
        for receipt in all.indices { applyNamingReturns(to: receipt) }
    }

    /// Calls a function for every standing sale line that is not wholly voided.
    func forEachSale(_ body: (Line, [ProductRow]) -> Void) {
        for receipt in all {
            for entry in receipt.entries where entry.isSale && !entry.isVoided {
                body(lines[entry.id].line, lines[entry.id].rows)
            }
        }
    }

    private mutating func add(_ version: JournalledLine, _ touched: inout Touched) {
        let line = version.line
        let receipt = index(of: line.key.receipt)
        let (id, isNew, changed) = lines.add(version, receipt: receipt)
        if isNew { all[receipt].lines.append(id) }
        guard changed else { return }
        let cause = Cause(line, isCorrection: !isNew)
        touched.add(receipt, cause)
        // A void reaches what it names, unless it is only a version of its own key.
        let old = voidTargets[id]
        var new: Int?
        if case .void(let void) = lines[id].standing { new = index(of: Naming(void.line).receipt) }
        if let old { touched.add(old, cause) }
        if let new { touched.add(new, cause) }
        guard old != new else { return }
        voidTargets[id] = new
        if let old { all[old].voids.removeAll { $0 == id } }
        if let new { all[new].voids.append(id) }
    }

    private func isAiming(_ entry: StandingEntry) -> Bool {
        !entry.isSale && !entry.isOpenReturn && (keepsVoided || !entry.isVoided)
    }

    private mutating func aim(_ entry: StandingEntry, from receipt: Int, _ touched: inout Touched) {
        guard isAiming(entry) else { return }
        let naming = Naming(lines[entry.id].line)
        var targetLine: ExactText?
        if case .line(let key) = naming { targetLine = key.text }
        let given = NamingReturn(
            order: entry.order, product: entry.product, target: index(of: naming.receipt),
            targetLine: targetLine, left: entry.left, whole: entry.quantity, isVoided: entry.isVoided)
        setAim(given, of: entry.id, from: receipt, &touched)
    }

    private mutating func setAim(
        _ new: NamingReturn?, of id: Int, from receipt: Int, _ touched: inout Touched
    ) {
        let old = namingReturns[id]
        guard old != new else { return }
        namingReturns[id] = new
        for target in [old?.target, new?.target].compactMap({ $0 }) {
            touched.addFurther(target, because: receipt)
        }
        guard old?.target != new?.target else { return }
        if let old { all[old.target].namingReturns.removeAll { $0 == id } }
        if let new { all[new.target].namingReturns.append(id) }
    }

    private mutating func index(of key: ExactText) -> Int {
        if let id = ids[key] { return id }
        ids[key] = all.count
        all.append(Receipt(key: key, feed: feeds.feed(ofReceipt: key)))
        return all.count - 1
    }
}
