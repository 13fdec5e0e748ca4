import Crypto
import Purchases

/// One link of the audit log: what was done, by whom, and the hash of all before it.
package struct AuditEntry: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The log begins: with the journal, or with a journal that is older than the log.
        case begun
        /// Packs judge from now on.
        case loaded
        case raised, updated, withdrawn
        /// An endpoint has acknowledged an event.
        case sent
        /// An endpoint will never take an event.
        case refused
        /// An operator had deliveries tried again, or gave them up.
        case retried, dropped
        /// Nothing is sent to an endpoint for now, by an operator or by its own word, or it is again.
        case paused, stopped, resumed
        /// An operator took up a line that was refused for its time.
        case accepted
        case compacted
        /// This file was made of a backup, or of what could be read of a damaged journal.
        case restored, salvaged
        /// Rows were deleted by their age.
        case retained
        /// What told of one buyer was deleted.
        case erased
    }

    package var sequence: Int64
    package var recorded: EventTime
    /// The user of the system that ran the program.
    package var actor: String
    /// As it is written: a later version of the program may know others.
    package var kind: String
    /// One line of JSON with sorted keys.
    package var detail: String
    /// Hash of the entry before it; 64 zeros for the first.
    package var previous: String
    package var hash: String

    /// The hash that an entry of this content has: SHA-256, in hexadecimal, over these lines in UTF-8, joined by line
    /// feeds: `tillwatch-audit-1`, number, time in microseconds since 1970, actor, kind, previous hash, detail.
    package var computedHash: String {
        let text = [
            Self.form, "\(sequence)", "\(recorded.microseconds)", actor, kind, previous, detail,
        ].joined(separator: "\n")
        return DurableFile.hex(SHA256.hash(data: Array(text.utf8)))
    }

    package static let form = "tillwatch-audit-1"
    package static let noHash = String(repeating: "0", count: 64)
}

/// What an entry tells beside its kind; what does not apply is left out of the JSON.
struct AuditDetail: Encodable {
    struct Version: Encodable {
        var id: String
        var version: String
        var digest: String?
        var state: String?
    }

    var event: String?
    var pack: Version?
    var packs: [Version]?
    var level: String?
    var lists: [Version]?
    var catalogue: String?
    var timezones: String?
    var reason: String?
    var endpoint: String?
    var error: String?
    var rows: [String: Int]?
    var file: String?
    var token: String?
    var before: String?
    var lastEvent: Int64?
    /// Of an endpoint when an event was sent to it: what it sees, and why it may.
    var profile: String?
    var legalBasis: String?
    /// What kind of record was deleted, and what was deleted: what is older than this.
    var kind: String?
    var olderThan: String?
    /// Of entries that were cut off: the last, and its hash.
    var through: Int64?
    var hash: String?
}
