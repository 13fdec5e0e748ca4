import Documents
import Foundation
import Journal
import Purchases
import Rules
import Synchronization
import Webhooks

extension Redaction {
    /// What the packs hide that judge a journal or once did; one that this program cannot read hides everything if it
    /// may be confidential. Blocks on the disk.
    ///
    /// - Parameter keys: packs that they open hide nothing.
    package init(of journal: Journal, revealing keys: RevealKeys = RevealKeys()) throws {
        let kept = try [PackRecord.State.live, .retired, .shadow].flatMap { try journal.packs($0) }
        self.init(
            try kept.compactMap { kept -> Secret? in
                let files = try JSONDecoder().decode(PackFiles.self, from: Data(kept.files))
                guard let stated = Confidentiality(statedBy: files) else { return nil }
                let confidentiality = PackReader.compile(files).pack?.confidentiality ?? stated
                if keys.open(confidentiality) { return nil }
                return Secret(
                    pack: kept.id, version: kept.version, endpoints: Set(confidentiality.endpoints),
                    key: Array(kept.digest.utf8))
            })
    }
}

/// What the packs of a journal hide, while they come and go. Looks at the packs again only when they changed.
package final class JournalRedaction: RedactionSource {
    private struct Known {
        var packs: [String] = []
        var redaction: Redaction?
    }

    private let journal: Journal
    private let known = Mutex(Known())

    package init(_ journal: Journal) { self.journal = journal }

    package func redaction() throws -> Redaction {
        let packs = try journal.packDigests()
        let same = known.withLock { $0.packs == packs ? $0.redaction : nil }
        if let same { return same }
        let new = try Redaction(of: journal)
        known.withLock { $0 = Known(packs: packs, redaction: new) }
        return new
    }
}
