import Catalogue
import Documents
import Feeds
import Purchases
import Rules

/// Everything that a run needs beside its inputs: packs, catalogue and feed file, read and checked together.
package struct Setup: Sendable {
    package let feed: FeedFile
    package let catalogue: ProductCatalogue
    package let packs: [Pack]
    /// What each pack was compiled from, in the same order; the journal keeps it.
    package let packFiles: [PackFiles]
    /// What is legal and probably wrong.
    package let warnings: [Diagnostic]

    /// Reads and checks all files.
    ///
    /// Blocks on the disk.
    ///
    /// - Throws: a report with all errors of all files, in the order of the arguments.
    package static func load(
        packs paths: [String], catalogue cataloguePath: String, feed feedPath: String
    ) throws(DiagnosticReport) -> Setup {
        var diagnostics: [Diagnostic] = []
        var packs: [Pack] = []
        var files: [PackFiles] = []
        for path in paths {
            let loaded = PackReader.load(path: path)
            diagnostics += loaded.diagnostics
            guard let pack = loaded.pack, let source = loaded.files else { continue }
            if packs.contains(where: { $0.id == pack.id }) {
                diagnostics.append(
                    Diagnostic(
                        code: DiagnosticCode.packTwice.id, file: path,
                        message: "the pack \(quoted(pack.id)) is named twice",
                        help: "name each pack once"))
            }
            packs.append(pack)
            files.append(source)
        }
        let feed = FileBytes.read(feedPath, as: { FeedFileReader.read(path: $0, bytes: $1) }, &diagnostics)
        let lists = packs.flatMap(\.lists)
        let catalogue =
            packs.count == paths.count
            ? FileBytes.read(
                cataloguePath, as: { CatalogueReader.read(path: $0, bytes: $1, lists: lists) }, &diagnostics)
            : nil
        if let feed { diagnostics += PackFeedCheck.diagnostics(packs: packs, paths: paths, feed: feed) }
        guard let feed, let catalogue, !diagnostics.contains(where: { $0.severity == .error }) else {
            throw DiagnosticReport(diagnostics)
        }
        return Setup(
            feed: feed, catalogue: catalogue, packs: packs, packFiles: files, warnings: diagnostics)
    }
}
