import Purchases
import Rules

/// Detection: from the accepted lines to the ledger of standing alerts.
///
/// The ledger is a function of the set of lines that were applied, of the packs and of the versions given here; in
/// which batches and in which order they came changes nothing but the differences reported (1.1). Pure and synchronous;
/// no clock. The cost of a batch grows with the buyers, stores and products that it touches.
package struct Detector: Sendable {
    private(set) var receipts: Receipts
    private(set) var ledgers: [PackLedger]
    private var shadows: [PackLedger]
    private let installation: String
    private let timezones: String
    private var retained: Retained

    /// - Parameters:
    ///   - packs: those with one id are its versions (7.1); each id has its own buyers and alerts (5.4).
    ///   - shadow: packs that are judged beside those; neither knows of the other.
    ///   - installation: who speaks (5.5).
    ///   - catalogue: the catalogue's version, as alerts state it.
    ///   - timezones: the version of the time-zone data, as alerts state it.
    ///   - retained: what outlives lines that were deleted (7.3).
    package init(
        packs: [Pack], shadow: [Pack] = [], installation: String, catalogue: String, timezones: String,
        retained: Retained = Retained()
    ) {
        self.installation = installation
        self.timezones = timezones
        self.retained = retained
        let make = { (versions: [Pack]) in
            PackLedger(
                versions, installation: installation, catalogue: catalogue, timezones: timezones,
                retained: retained)
        }
        ledgers = packs.byID.map(make)
        shadows = shadow.byID.map(make)
        receipts = Receipts(keepsVoided: (ledgers + shadows).contains(where: \.keepsVoided))
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
        for index in shadows.indices { changes += shadows[index].apply(touched, receipts).map(\.inShadow) }
        return changes
    }

    /// Judges by these packs from now on, and by no others.
    ///
    /// The ledger afterwards is that of a detector which was made with them and saw the same lines. Costs as much as
    /// judging all lines anew by each pack that changed; packs that did not cost nothing.
    ///
    /// - Returns: the difference, with the reason `rules` and no cause.
    package mutating func load(packs: [Pack], shadow: [Pack], catalogue: String) -> [LedgerChange] {
        if (packs + shadow).contains(where: { $0.rules.contains(where: \.ignoresVoids) }) {
            receipts.keepVoided()
        }
        let changes =
            replace(&ledgers, by: packs, catalogue) + replace(&shadows, by: shadow, catalogue).map(\.inShadow)
        // They only move forward.
        retained.closings.merge(closings, uniquingKeysWith: max)
        return changes
    }

    /// What judging by these packs would change of alerts that stand; nil where nothing before the end changes hands (7.1).
    package func reach(of packs: [Pack]) -> PackReach? {
        for versions in packs.byID {
            let ledger = ledgers.first { $0.packID == versions[0].id }
            if let reach = ledger?.reach(of: versions) { return reach }
        }
        return nil
    }

    var allLedgers: [PackLedger] { ledgers + shadows }

    private func replace(
        _ ledgers: inout [PackLedger], by packs: [Pack], _ catalogue: String
    ) -> [LedgerChange] {
        var changes: [LedgerChange] = []
        var old = ledgers
        ledgers = packs.byID.map { versions in
            let place = old.firstIndex { $0.packID == versions[0].id }
            let known = place.map { old.remove(at: $0) }
            if var known, known.judges(by: versions) {
                known.state(catalogue: catalogue)
                return known
            }
            var new = PackLedger(
                versions, installation: installation, catalogue: catalogue, timezones: timezones,
                retained: retained)
            _ = new.apply(Touched(all: receipts.count), receipts)
            // What another version closes stands.
            let open = known?.alerts.filter { $0.time >= new.closing } ?? []
            changes += Self.difference(versions[0].id, open, new.alerts)
            return new
        }
        for gone in old { changes += Self.difference(gone.packID, gone.alerts, []) }
        return changes
    }

    private static func difference(
        _ packID: String, _ old: [StandingAlert], _ new: [StandingAlert]
    ) -> [LedgerChange] {
        let before = Dictionary(old.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
        let keys = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        return keys.map { key in
            LedgerChange(
                packID: packID, subject: key, before: before[key], after: after[key], reason: .rules,
                cause: nil)
        }.sorted { ($0.time, $0.subject) < ($1.time, $1.subject) }
    }

    /// A detector that saw the same lines and judges by packs that measure what this one's do, with other bounds and scores.
    ///
    /// It shares with this one all that the bounds do not change, so that many of them cost little time and memory.
    ///
    /// - Parameter packs: of some of this one's ids, each with as many versions.
    /// - Returns: nil when one of them measures otherwise (`Pack.measures(like:)`).
    package func judged(by packs: [Pack]) -> Detector? {
        var detector = self
        detector.ledgers = []
        for versions in packs.byID {
            let known = ledgers.first { $0.packID == versions[0].id }
            guard let ledger = known?.judged(by: versions, receipts) else { return nil }
            detector.ledgers.append(ledger)
        }
        return detector
    }

    /// The ledger, in order of (time, subject).
    package var standing: [StandingAlert] { Self.standing(ledgers) }

    /// What stands of the shadow packs' ledgers, in the same order.
    package var shadowStanding: [StandingAlert] { Self.standing(shadows) }

    private static func standing(_ ledgers: [PackLedger]) -> [StandingAlert] {
        ledgers.flatMap(\.alerts).sorted { ($0.time, $0.subject) < ($1.time, $1.subject) }
    }

    /// Evaluates the purchases that a standing alert shows, alone and as one subject, at the alert's time (5.7).
    ///
    /// - Returns: the indicators that hold, which are the alert's own; nil for an alert that does not stand.
    package func indicators(explaining alert: StandingAlert) -> [Indicator]? {
        ledgers.first { $0.packID == alert.data.pack.id }?.indicators(explaining: alert, receipts)
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
        counts.pending = ledgers.reduce(0) { $0 + $1.pending(receipts) }
        receipts.forEachSale { line, rows in
            let listed = ledgers.lazy.flatMap(\.versions).map {
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
