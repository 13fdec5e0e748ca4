import Documents
import Journal
import Purchases
import Rules

/// Which signed packs may follow those that a journal has used.
package enum PackSuccession {
    /// What speaks against a set of packs.
    ///
    /// Whoever signs a pack decides which version is in use: neither an older one nor one that asks for no signature
    /// takes its place, whoever puts it there.
    ///
    /// - Parameters:
    ///   - new: the packs of a run.
    ///   - kept: those that the journal keeps.
    ///   - path: the journal.
    package static func refusal(of new: [Pack], after kept: [Pack], at path: String?) -> JournalError? {
        for pack in new {
            let earlier = kept.filter { ExactText($0.id) == ExactText(pack.id) && $0.requiresSignature }
            guard let latest = earlier.max(by: { precedes($0.version, $1.version) }) else { continue }
            if !pack.requiresSignature {
                return JournalError(
                    .packUnsigned,
                    "pack \(quoted(pack.id)) \(quoted(pack.version)) asks for no signature, and version \(quoted(latest.version)), which the journal has used, did",
                    at: path, hint: "load a version that asks for a signature and has one")
            }
            let versions = new.filter { ExactText($0.id) == ExactText(pack.id) }
            guard let newest = versions.max(by: { precedes($0.version, $1.version) }),
                precedes(newest.version, latest.version)
            else { continue }
            return JournalError(
                .packOlder,
                "pack \(quoted(pack.id)) \(quoted(newest.version)) is older than version \(quoted(latest.version)), which the journal has used",
                at: path, hint: "load version \(quoted(latest.version)) or a newer one")
        }
        return nil
    }

    /// The order of versions: part by part between `.`, `-`, `_` and `+`, numbers by their size, before words, which
    /// go by their bytes; `1.10` comes after `1.9`, `1.1` after `1`.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        let (first, second) = (parts(left), parts(right))
        for (one, other) in zip(first, second) where one != other { return one < other }
        return first.count < second.count
    }

    private enum Part: Comparable {
        /// Digits without leading zeros: longer ones are greater.
        case number(length: Int, digits: String)
        case word(ExactText)
    }

    private static func parts(_ version: String) -> [Part] {
        version.split { ".-_+".contains($0) }.map { part in
            guard part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
                return .word(ExactText(String(part)))
            }
            let digits = String(part.drop { $0 == "0" })
            return .number(length: digits.utf8.count, digits: digits)
        }
    }
}
