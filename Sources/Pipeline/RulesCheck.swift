import Catalogue
import Documents
import Feeds
import Rules

/// Everything that is wrong or doubtful in packs, and in the catalogue and feed file that they are to be used with.
package struct RulesCheck: Sendable {
    /// In order of files as given, then of place; the feed file last.
    package var diagnostics: [Diagnostic]
    /// How many files were named.
    package var files: Int

    package var errors: Int { diagnostics.count { $0.severity == .error } }
    package var warnings: Int { diagnostics.count - errors }

    /// Reads everything from disk. Blocks.
    ///
    /// - Parameter reveals: whether messages show what confidential packs say.
    package static func read(
        packs paths: [String], catalogue: String?, feed feedPath: String?,
        trust: TrustStore? = nil, reveals: Bool = false
    ) -> RulesCheck {
        let check = PackCheck.read(
            packs: paths, catalogue: catalogue, trust: trust, reveals: reveals, for: .writing)
        var diagnostics = check.diagnostics
        var facts: FeedFacts?
        var ofFeed: [Diagnostic] = []
        if let feedPath {
            let (feed, found) = readFeed(feedPath)
            facts = feed?.facts(file: feedPath)
            ofFeed = found
        }
        for (pack, files) in zip(check.packs, check.files) {
            if let facts {
                diagnostics += pack.namesMissing(
                    tokens: facts.tokens, extras: facts.extras, feed: facts.file, reveals: reveals)
            }
            diagnostics += PackDoubts.of(
                pack, files, catalogue: check.catalogue, feed: facts, reveals: reveals)
        }
        let named = paths.count + (catalogue == nil ? 0 : 1) + (feedPath == nil ? 0 : 1)
        return RulesCheck(diagnostics: diagnostics.inOrderOfPlace() + ofFeed, files: named)
    }

    private static func readFeed(_ path: String) -> (FeedFile?, [Diagnostic]) {
        do throws(DocumentFile.Problem) {
            let bytes = try DocumentFile.read(path, sizeMax: YAMLReader.sizeMax)
            return FeedFileReader.read(path: path, bytes: bytes)
        } catch {
            return (nil, [error.diagnostic(file: path)])
        }
    }
}
