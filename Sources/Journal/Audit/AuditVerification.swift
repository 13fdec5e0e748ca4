import Foundation
import Purchases

/// Checks the chain of a journal's audit log, and that the journal holds what the log tells.
package enum AuditVerification {
    package struct Report: Sendable, Hashable {
        package var entries: Int
        /// The last link; nil where there is none.
        package var head: AuditEntry?
        /// The first link that does not hold, in words; nil when all do.
        package var fault: String?
    }

    /// - Parameter anchors: links that were written down before, from another place.
    /// - Throws: `JournalError` when the journal cannot be read.
    package static func run(_ journal: Journal, anchors: [AuditAnchor] = []) throws -> Report {
        var report = Report(entries: 0)
        var awaited = Dictionary(grouping: anchors, by: \.sequence)
        var told = ToldEvents()
        while true {
            let entries = try journal.audit(after: report.head?.sequence ?? 0, limit: 10_000)
            guard !entries.isEmpty else { break }
            for entry in entries {
                if let fault = fault(entry, after: report.head) {
                    report.fault = fault
                    return report
                }
                for anchor in awaited.removeValue(forKey: entry.sequence) ?? []
                where anchor.hash != entry.hash {
                    report.fault = "entry \(entry.sequence) is not the one that the anchor tells of"
                    return report
                }
                told.take(entry)
                report.entries += 1
                report.head = entry
            }
        }
        if let lost = awaited.keys.min() {
            report.fault =
                "the log ends at entry \(report.head?.sequence ?? 0); the anchor tells of entry \(lost)"
        } else {
            report.fault = try told.missing(in: journal)
        }
        return report
    }

    private static func fault(_ entry: AuditEntry, after last: AuditEntry?) -> String? {
        let expected = (last?.sequence ?? 0) + 1
        guard entry.sequence == expected else { return "entry \(expected) is missing" }
        guard entry.previous == last?.hash ?? AuditEntry.noHash else {
            return "entry \(entry.sequence) does not follow from entry \(expected - 1)"
        }
        guard entry.hash == entry.computedHash else { return "entry \(entry.sequence) was changed" }
        return nil
    }

    /// The events that the log tells of, beside those of the journal.
    private struct ToldEvents {
        private struct Detail: Decodable {
            var event: String?
            var lastEvent: Int64?
        }

        private var ids: Set<String> = []
        private var before: Int64 = 0
        private static let changes: Set<String> = ["raised", "updated", "withdrawn"]

        mutating func take(_ entry: AuditEntry) {
            let isChange = Self.changes.contains(entry.kind)
            guard isChange || entry.kind == AuditEntry.Kind.begun.rawValue,
                let detail = try? JSONDecoder().decode(Detail.self, from: Data(entry.detail.utf8))
            else { return }
            if isChange, let event = detail.event { ids.insert(event) }
            if !isChange { before = detail.lastEvent ?? 0 }
        }

        /// An event that was committed has its entry; it went in with it.
        func missing(in journal: Journal) throws -> String? {
            var last = before
            while true {
                let events = try journal.eventIDs(after: last, limit: 10_000)
                guard let end = events.last else { return nil }
                if let event = events.first(where: { !ids.contains($0.id) }) {
                    return "the log does not tell of event \(event.id)"
                }
                last = end.sequence
            }
        }
    }
}

/// A link that was written down outside the journal, so that a log that was cut off is found.
package struct AuditAnchor: Sendable, Hashable {
    package var installation: String
    package var sequence: Int64
    package var hash: String

    package init(installation: String, sequence: Int64, hash: String) {
        self.installation = installation
        self.sequence = sequence
        self.hash = hash
    }

    /// `tillwatch-audit-1 INSTALLATION NUMBER HASH`; nil where a line is none.
    package init?(line: String) {
        let parts = line.split(separator: " ")
        guard parts.count == 4, parts[0] == AuditEntry.form, let sequence = Int64(parts[2]),
            parts[3].count == 64
        else { return nil }
        self.init(installation: String(parts[1]), sequence: sequence, hash: String(parts[3]))
    }

    package var line: String { "\(AuditEntry.form) \(installation) \(sequence) \(hash)" }
}
