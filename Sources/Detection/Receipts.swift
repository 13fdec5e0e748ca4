import Purchases

/// Every receipt of the journal: what stands after versions, voids and naming returns, the same for every pack.
///
/// What a batch touches is worked out anew, receipt by receipt; nothing else is looked at.
struct Receipts: Sendable {
    private(set) var lines = StandingLines()
    private(set) var unmatchedVoids = 0
    /// Of the returns that name a receipt or line.
    private(set) var unmatchedReturns = 0

    private var all: [Receipt] = []
    private var ids: [ExactText: Int] = [:]
    /// The receipts that standing voids reach, by the index of the void's key.
    private var voidTargets: [Int: Int] = [:]
    private var namingReturns: [Int: NamingReturn] = [:]

    subscript(id: Int) -> Receipt { all[id] }

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
            unmatchedVoids += all[receipt].unmatchedVoids
            for entry in all[receipt].entries { aim(entry, from: receipt, &touched) }
            for id in all[receipt].lines where namingReturns[id] != nil {
                if !all[receipt].entries.contains(where: { $0.id == id && !$0.isSale && !$0.isVoided }) {
                    setAim(nil, of: id, from: receipt, &touched)
                }
            }
        }
        for receipt in touched.receipts {
            unmatchedReturns -= all[receipt].unmatchedReturns
            all[receipt].applyNamingReturns(all[receipt].namingReturns.compactMap { namingReturns[$0] })
            unmatchedReturns += all[receipt].unmatchedReturns
        }
        return touched
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
        let receipt = id(of: line.key.receipt)
        let (id, isNew, changed) = lines.add(version, receipt: receipt)
        if isNew { all[receipt].lines.append(id) }
        guard changed else { return }
        let cause = Cause(line, isCorrection: !isNew)
        touched.add(receipt, cause)
        // A void reaches what it names, unless it is only a version of its own key.
        let old = voidTargets[id]
        var new: Int?
        if case .void(let void) = lines[id].standing { new = self.id(of: Naming(void.line).receipt) }
        if let old { touched.add(old, cause) }
        if let new { touched.add(new, cause) }
        guard old != new else { return }
        voidTargets[id] = new
        if let old { all[old].voids.removeAll { $0 == id } }
        if let new { all[new].voids.append(id) }
    }

    private mutating func aim(_ entry: StandingEntry, from receipt: Int, _ touched: inout Touched) {
        guard !entry.isSale, !entry.isVoided, !entry.isOpenReturn else { return }
        let naming = Naming(lines[entry.id].line)
        var targetLine: ExactText?
        if case .line(let key) = naming { targetLine = key.text }
        let given = NamingReturn(
            order: entry.order, product: entry.product, target: id(of: naming.receipt),
            targetLine: targetLine,
            left: entry.left)
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

    private mutating func id(of key: ExactText) -> Int {
        if let id = ids[key] { return id }
        ids[key] = all.count
        all.append(Receipt(key: key))
        return all.count - 1
    }
}
