import Detection
import Feeds
import Journal
import Purchases
import Rules

extension Detector {
    /// A detector that has seen all that the journal holds.
    ///
    /// Blocks on the disk.
    ///
    /// - Throws: `JournalError` when the journal cannot be read.
    package static func replaying(
        _ journal: Journal, packs: [Pack], shadow: [Pack] = [], catalogue: String
    ) throws -> Detector {
        var detector = Detector(
            packs: packs, shadow: shadow, installation: journal.installation, catalogue: catalogue,
            timezones: timeZonesVersion, retained: try journal.retained())
        try journal.replay { lines in _ = detector.apply(lines) }
        return detector
    }
}
