import Purchases
import Rules

/// Detection: from the accepted lines to the ledger of standing alerts.
///
/// The ledger is a function of the set of lines that were applied, of the packs and of the versions given here; in
/// which batches and in which order they came changes nothing but the differences reported (1.1). Pure and synchronous;
/// no clock. The cost of a batch grows with the buyers, stores and products that it touches.
package struct Detector: Sendable {
    private var receipts = Receipts()
    private var ledgers: [PackLedger]

    /// - Parameters:
    ///   - packs: packs with different ids; each has its own buyers and alerts (5.4).
    ///   - installation: who speaks (5.5).
    ///   - catalogue: the catalogue's version, as alerts state it.
    ///   - timezones: the version of the time-zone data, as alerts state it.
    package init(packs: [Pack], installation: String, catalogue: String, timezones: String) {
        ledgers = packs.map {
            PackLedger($0, installation: installation, catalogue: catalogue, timezones: timezones)
        }
    }

    /// Applies the newly accepted lines of one batch.
    ///
    /// - Returns: the difference between the ledgers before and after, pack by pack, each in order of (time, subject).
    ///   A change of only a buyer's tokens or links, or of `follows`, is one too. `cause` is the key of a line of the
    ///   batch.
    package mutating func apply(_ lines: [JournalledLine]) -> [LedgerChange] {
        let touched = receipts.apply(lines)
        guard !touched.receipts.isEmpty else { return [] }
        var changes: [LedgerChange] = []
        for index in ledgers.indices { changes += ledgers[index].apply(touched, receipts) }
        return changes
    }

    /// The ledger, in order of (time, subject).
    package var standing: [StandingAlert] {
        ledgers.flatMap(\.alerts).sorted { ($0.time, $0.subject) < ($1.time, $1.subject) }
    }

    /// Evaluates the purchases that a standing alert shows, alone and as one subject, at the alert's time (5.7).
    ///
    /// - Returns: the indicators that hold, which are the alert's own; nil for an alert that does not stand.
    package func indicators(explaining alert: StandingAlert) -> [Indicator]? {
        ledgers.first { $0.pack.pack.id == alert.data.pack.id }?.indicators(explaining: alert, receipts)
    }

    /// What the ledger leaves uncounted, and how buyers came out. Looks at every standing line: for summaries.
    package func counts() -> DetectionCounts {
        var counts = DetectionCounts()
        counts.unmatchedVoids = receipts.unmatchedVoids
        if let first = ledgers.first {
            counts.unmatchedReturns = receipts.unmatchedReturns + first.unmatchedReturns
            counts.buyers = first.linking.count()
            counts.hubs = first.linking.graph.hubs.count
            counts.largestBuyer = first.linking.largest()
        }
        receipts.forEachSale { line, rows in
            let listed = ledgers.map {
                $0.pack.substances.listed(rows, on: line.local.day, units: line.quantity ?? .zero)
            }
            if listed.allSatisfy(\.isEmpty) { counts.notInForce += 1 }
            if listed.contains(where: { $0.contains(where: \.isLimitUndecided) }) {
                counts.limitUndecided += 1
            }
            if listed.contains(where: { $0.contains(where: \.assumedDensity) }) {
                counts.assumedDensity += 1
            }
        }
        return counts
    }
}
