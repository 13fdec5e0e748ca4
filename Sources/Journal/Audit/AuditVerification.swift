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
        var cut = AuditCut()
        while true {
            let entries = try journal.audit(after: report.head?.sequence ?? 0, limit: 10_000)
            guard !entries.isEmpty else { break }
            for entry in entries {
                cut.take(entry, isFirst: report.head == nil)
                if let fault = fault(entry, after: report.head, cut) {
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
        if let fault = cut.fault {
            report.fault = fault
            return report
        }
        // What was cut off cannot be compared, but for its last entry, whose hash is told.
        for anchor in awaited.removeValue(forKey: cut.through) ?? [] where anchor.hash != cut.hash {
            report.fault = "entry \(cut.through) is not the one that the anchor tells of"
            return report
        }
        awaited = awaited.filter { $0.key > cut.through }
        if let lost = awaited.keys.min() {
            report.fault =
                "the log ends at entry \(report.head?.sequence ?? 0); the anchor tells of entry \(lost)"
        } else {
            report.fault = try told.missing(in: journal)
        }
        return report
    }

    private static func fault(_ entry: AuditEntry, after last: AuditEntry?, _ cut: AuditCut) -> String? {
        let expected = (last?.sequence ?? cut.through) + 1
        guard entry.sequence == expected else { return "entry \(expected) is missing" }
        guard entry.previous == last?.hash ?? cut.hash else {
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
            let kinds: [AuditEntry.Kind] = [.begun, .retained]
            guard isChange || kinds.contains(where: { $0.rawValue == entry.kind }),
                let detail = try? JSONDecoder().decode(Detail.self, from: Data(entry.detail.utf8))
            else { return }
            if isChange, let event = detail.event { ids.insert(event) }
            if !isChange { before = max(before, detail.lastEvent ?? 0) }
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

/// Where the log was cut off for its age: what comes first names an entry before it, and a later one says that this was
/// cut off.
private struct AuditCut {
    private struct Detail: Decodable {
        var through: Int64?
        var hash: String?
    }

    /// The last entry that is gone, by what the first that is there says; 0 where that is the first of all.
    private(set) var through: Int64 = 0
    private(set) var hash = AuditEntry.noHash
    private var isTold = true

    mutating func take(_ entry: AuditEntry, isFirst: Bool) {
        if isFirst, entry.sequence > 1 {
            (through, hash, isTold) = (entry.sequence - 1, entry.previous, false)
        }
        guard entry.kind == AuditEntry.Kind.retained.rawValue,
            let detail = try? JSONDecoder().decode(Detail.self, from: Data(entry.detail.utf8))
        else { return }
        isTold = isTold || (detail.through == through && detail.hash == hash)
    }

    var fault: String? { isTold ? nil : "entry 1 is missing" }
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
