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
            timezones: timeZonesVersion)
        var lines = 0
        try journal.replay { part in
            lines += part.count
            _ = detector.apply(part)
        }
        let found =
            differences(detector.standing, kept)
            + differences(detector.shadowStanding, try journal.shadowStanding()).map { "shadow \($0)" }
        return Report(lines: lines, alerts: kept.count, differences: found)
    }

    private static func differences(_ computed: [StandingAlert], _ kept: [StandingAlert]) -> [String] {
        let computed = Dictionary(
            computed.map { ($0.subject, comparable($0)) }, uniquingKeysWith: { first, _ in first })
        let stored = Dictionary(
            kept.map { ($0.subject, comparable($0)) }, uniquingKeysWith: { first, _ in first })
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
    static func differ(_ one: StandingAlert?, _ other: StandingAlert?) -> Bool {
        one.map(comparable) != other.map(comparable)
    }

    /// What lines and packs determine: events, revisions and versions of files do not.
    private static func comparable(_ alert: StandingAlert) -> StandingAlert {
        var alert = alert
        alert.data.revision = 0
        alert.data.replaces = []
        alert.data.reason = nil
        alert.data.cause = nil
        alert.data.catalogue = VersionReference(version: "")
        alert.data.timezones = VersionReference(version: "")
        return alert
    }
}
