import Detection
import Journal
import Rules

/// Answers questions about a journal from nothing but its lines and the packs kept in it.
package enum Explanation {
    /// The packs of a journal, and a detector that has seen all its lines. Blocks on the disk.
    ///
    /// - Throws: `JournalError` when the journal cannot be read or keeps a pack that does not compile any more.
    package static func detector(of journal: Journal) throws -> (packs: [Pack], detector: Detector) {
        let packs = try JournalSetup.keptPacks(of: journal)
        // Versions of files are shown by alerts alone.
        return (packs, try Detector.replaying(journal, packs: packs, catalogue: ""))
    }
}
