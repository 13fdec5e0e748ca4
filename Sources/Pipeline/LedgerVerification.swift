import Detection
import Feeds
import Journal
import Purchases

/// Computes the ledger from nothing but the journalled lines and the packs kept beside them, and compares it with the
/// standing alerts that the journal keeps.
package enum LedgerVerification {
    package struct Report: Sendable, Hashable {
        package var lines: Int
        package var alerts: Int
        /// One line each, in order of subject.
        package var differences: [String]
    }

    /// - Throws: `JournalError` when the journal cannot be read or keeps a pack that does not compile any more.
    package static func run(_ journal: Journal) throws -> Report {
        let packs = try JournalSetup.keptPacks(of: journal)
        let shadow = try JournalSetup.keptPacks(of: journal, .shadow)
        let kept = try journal.standing()
        // The catalogue's version says which file a run used; the rows themselves stand beside each line.
        var detector = Detector(
            packs: packs, shadow: shadow, installation: journal.installation, catalogue: "",
            timezones: timeZonesVersion, retained: try journal.retained())
        var lines = 0
        try journal.replay { part in
            lines += part.count
            _ = detector.apply(part)
        }
        // Alerts at closed moments stand as they are: what gave them may be deleted (7.3).
        let ledger = OpenLedger(detector)
        let shadows = try journal.shadowStanding().filter(ledger.isOpen)
        let found =
            differences(detector.standing, kept.filter(ledger.isOpen), ledger.isCut)
            + differences(detector.shadowStanding, shadows, ledger.isCut).map { "shadow \($0)" }
        return Report(lines: lines, alerts: kept.count, differences: found)
    }

    private static func differences(
        _ computed: [StandingAlert], _ kept: [StandingAlert], _ isCut: Bool
    ) -> [String] {
        let computed = Dictionary(
            computed.map { ($0.subject, comparable($0, isCut)) }, uniquingKeysWith: { first, _ in first })
        let stored = Dictionary(
            kept.map { ($0.subject, comparable($0, isCut)) }, uniquingKeysWith: { first, _ in first })
        var differences: [String] = []
        for subject in Set(computed.keys).union(stored.keys).sorted()
        where computed[subject] != stored[subject] {
            switch (stored[subject], computed[subject]) {
            case (nil, let alert?):
                differences.append("\(subject): missing, \(alert.data.level) at \(alert.time)")
            case (let alert?, nil):
                differences.append("\(subject): must not stand, \(alert.data.level) at \(alert.time)")
            default: differences.append("\(subject): has other content")
            }
        }
        return differences
    }

    /// Whether what stands differs in what lines and packs determine.
    ///
    /// - Parameter isCut: whether lines were deleted.
    static func differ(_ one: StandingAlert?, _ other: StandingAlert?, isCut: Bool) -> Bool {
        one.map { comparable($0, isCut) } != other.map { comparable($0, isCut) }
    }

    /// What lines and packs determine: events, revisions and versions of files do not. Where lines were deleted an alert may
    /// still tell what they said of its buyer, and which alert it followed.
    private static func comparable(_ alert: StandingAlert, _ isCut: Bool) -> StandingAlert {
        var alert = alert
        if isCut {
            alert.data.buyer = alert.data.buyer.map { _ in BuyerReference(key: "", tokens: [], links: []) }
            alert.data.follows = nil
        }
        alert.data.revision = 0
        alert.data.replaces = []
        alert.data.reason = nil
        alert.data.cause = nil
        alert.data.catalogue = VersionReference(version: "")
        alert.data.timezones = VersionReference(version: "")
        return alert
    }
}
