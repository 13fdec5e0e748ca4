import Detection
import Feeds
import Journal
import Purchases

/// Erases one buyer from a journal that nobody else writes.
///
/// The receipts with one of the buyer's tokens go, with all of their lines. What the others give without them is computed
/// anew: alerts about the buyer end without a word, others are amended.
package enum Erasure {
    /// - Parameter dryRun: only counts; nothing is changed. Nor is it where no line has such a token.
    /// - Throws: `JournalError`.
    package static func run(
        _ journal: Journal, tokens: Set<Token>, dryRun: Bool
    ) throws -> ErasureCounts {
        var retained = try journal.retained()
        let seen = retained.tokens.count { tokens.contains($0.token) }
        retained.tokens.removeAll { tokens.contains($0.token) }
        retained.pairs.removeAll { tokens.contains($0.first) || tokens.contains($0.second) }
        let receipts = try receipts(of: tokens, journal)
        var (lines, keys): ([Int64], Set<ExactText>) = ([], [])
        var detector = Detector(
            packs: try JournalSetup.keptPacks(of: journal),
            shadow: try JournalSetup.keptPacks(of: journal, .shadow), installation: journal.installation,
            catalogue: "", timezones: timeZonesVersion, retained: retained)
        try journal.replay { part in
            var kept: [JournalledLine] = []
            for line in part {
                guard receipts.contains(line.line.key.receipt) else {
                    kept.append(line)
                    continue
                }
                lines.append(line.sequence)
                keys.insert(line.line.key.text)
            }
            _ = detector.apply(kept)
        }
        let ledger = OpenLedger(detector)
        let live = Difference(try journal.standing(), detector.standing, tokens, ledger)
        let shadow = Difference(try journal.shadowStanding(), detector.shadowStanding, tokens, ledger)
        keys.formUnion(live.keys)
        let write = ErasureWrite(
            tokens: tokens, lines: lines, keys: keys, subjects: live.ended, shadowSubjects: shadow.ended,
            changes: live.changes + shadow.changes.map { $0.ofShadow })
        let isKnown = !lines.isEmpty || !live.ended.isEmpty || seen > 0
        guard !dryRun, isKnown else {
            var counts = ErasureCounts()
            (counts.lines, counts.alerts, counts.amended) = (
                lines.count, live.ended.count, live.changes.count
            )
            counts.seen = seen
            return counts
        }
        return try journal.erase(write, recorded: .now)
    }

    private static func receipts(of tokens: Set<Token>, _ journal: Journal) throws -> Set<ExactText> {
        var receipts: Set<ExactText> = []
        try journal.replay { part in
            for line in part where !tokens.isDisjoint(with: line.line.tokens) {
                receipts.insert(line.line.key.receipt)
            }
        }
        return receipts
    }
}

/// What becomes of a ledger.
private struct Difference {
    /// Alerts about the buyer that do not stand any more.
    var ended: Set<String> = []
    var changes: [LedgerChange] = []
    /// The purchases of alerts about the buyer at closed moments, whose lines may be gone.
    var keys: Set<ExactText> = []

    init(
        _ before: [StandingAlert], _ after: [StandingAlert], _ tokens: Set<Token>, _ ledger: OpenLedger
    ) {
        for alert in before where !ledger.isOpen(alert) && Self.isAbout(tokens, alert) {
            ended.insert(alert.subject)
            keys.formUnion(alert.data.purchases.map(\.key))
        }
        let kept = Dictionary(
            before.filter(ledger.isOpen).map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
        let new = Dictionary(after.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
        for subject in Set(kept.keys).union(new.keys).sorted() {
            let (old, next) = (kept[subject], new[subject].map { Self.named($0, kept[subject]) })
            guard LedgerVerification.differ(old, next, isCut: ledger.isCut) else { continue }
            if next == nil, let old, Self.isAbout(tokens, old) {
                ended.insert(subject)
                continue
            }
            let packID = (next ?? old)?.data.pack.id ?? ""
            changes.append(
                LedgerChange(
                    packID: packID, subject: subject, before: old, after: next, reason: .correction,
                    cause: nil))
        }
    }

    private static func isAbout(_ tokens: Set<Token>, _ alert: StandingAlert) -> Bool {
        alert.data.buyer.map { !tokens.isDisjoint(with: $0.tokens) } ?? false
    }

    /// With the versions of the files that it was judged by.
    private static func named(_ alert: StandingAlert, _ before: StandingAlert?) -> StandingAlert {
        var alert = alert
        if let before {
            alert.data.catalogue = before.data.catalogue
            alert.data.timezones = before.data.timezones
        }
        return alert
    }
}

extension LedgerChange {
    fileprivate var ofShadow: LedgerChange {
        var change = self
        change.isShadow = true
        return change
    }
}
