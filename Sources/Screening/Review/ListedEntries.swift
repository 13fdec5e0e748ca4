import Crypto
import Documents
import Foundation
import Purchases

/// What the loaded lists say of each substance, as one short value.
package struct ListedEntries: Sendable {
    private let digests: [ExactText: String]
    private let names: [ExactText: String]
    private let laws: [ExactText: [String]]
    private let numbers: [ExactText: ExactText]

    /// - Parameter lists: every loaded list, in any order.
    package init(_ lists: [SubstanceList]) {
        var entries: [ExactText: [SubstanceEntry]] = [:]
        var names: [ExactText: String] = [:]
        for entry in lists.flatMap(\.entries) {
            entries[entry.id, default: []].append(entry)
            if names[entry.id] == nil { names[entry.id] = entry.name }
            if let cas = entry.cas, cas != entry.id {
                entries[cas, default: []].append(entry)
                if names[cas] == nil { names[cas] = entry.name }
            }
        }
        digests = entries.mapValues(Self.digest)
        self.names = names
        laws = entries.mapValues { $0.map(\.words).sorted() }
        numbers = entries.compactMapValues { $0.compactMap(\.cas).min() }
    }

    /// First 12 hex digits of SHA-256 over all entries of a substance; nil where no list names it.
    ///
    /// - Parameter substance: a list's id, or a CAS number.
    package func digest(of substance: ExactText) -> String? { digests[substance] }

    /// What the first list calls it.
    package func name(of substance: ExactText) -> String? { names[substance] }

    /// What each list says of it, in words: `eu-2019-1148: annex I, limit 12 %`.
    package func laws(on substance: ExactText) -> [String] { laws[substance] ?? [] }

    /// What is one for all names of a substance: its least CAS number, else the name itself.
    package func identity(of substance: ExactText) -> ExactText { numbers[substance] ?? substance }

    /// Every id and CAS number, in bytewise order.
    package var substances: [String] { digests.keys.sorted().map(\.string) }

    /// Everything that an entry says counts, and not in which order lists were named, nor a list's version: another
    /// version that says the same of a substance opens nothing.
    private static func digest(_ entries: [SubstanceEntry]) -> String {
        let lines = entries.map { entry in
            let parts: [String?] = [
                entry.list.string, entry.id.string, entry.name, entry.cas?.string, entry.annex?.string,
                entry.limit?.description, entry.comparison.rawValue, entry.upperLimit?.description,
                entry.density?.description, entry.from?.description, entry.to?.description,
            ]
            return parts.map { $0.map { "\($0.utf8.count):\($0)" } ?? "-" }.joined(separator: " ")
        }
        let text = lines.sorted { ExactText($0) < ExactText($1) }.joined(separator: "\n")
        return String(hex(SHA256.hash(data: Data(text.utf8))).prefix(12))
    }
}

extension SubstanceEntry {
    fileprivate var words: String {
        var parts: [String] = []
        if let annex { parts.append("annex \(annex)") }
        if let limit { parts.append("limit \(limit) %\(comparison == .atLeast ? ", at it too" : "")") }
        return "\(list): \(parts.isEmpty ? "listed" : parts.joined(separator: ", "))"
    }
}
