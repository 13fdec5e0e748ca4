import Catalogue
import Documents
import Feeds
import Journal
import Pipeline
import Purchases
import Rules

/// The files of a backtest, read and checked together.
package struct BacktestFiles: Sendable {
    package var packs: [Pack]
    /// Nil when nothing is compared.
    package var against: [Pack]?
    /// What the inputs are read with; nil for a journal.
    package var reading: Setup?
    /// What is legal and probably wrong.
    package var warnings: [Diagnostic]

    /// Reads everything. Blocks on the disk.
    ///
    /// - Parameter inputs: the catalogue and the feed file; nil for a journal, which keeps the rows of each line.
    /// - Throws: a report with all errors of all files.
    package static func load(
        packs: [String], against: [String], inputs: (catalogue: String, feed: String)?
    ) throws(DiagnosticReport) -> BacktestFiles {
        // Apart, since the two sides are mostly two states of one pack.
        let base = PackCheck.read(packs: packs, catalogue: nil, for: .writing)
        let other = PackCheck.read(packs: against, catalogue: nil, for: .writing)
        var found = base.diagnostics + other.diagnostics.filter { !base.diagnostics.contains($0) }
        let all = base.packs + other.packs
        var reading: Setup?
        if let inputs {
            let lists = all.flatMap(\.lists)
            let isBlind = base.hasErrors || other.hasErrors
            let catalogue = read(inputs.catalogue, CatalogueReader.sizeMax, &found) { bytes in
                let read = CatalogueReader.read(path: inputs.catalogue, bytes: bytes, lists: lists)
                // Without all lists, what a row names cannot be looked up: the packs come first.
                let told = read.diagnostics.filter {
                    !isBlind || $0.code != DiagnosticCode.unknownSubstance.id
                }
                return (read.catalogue, told)
            }
            let feed = read(inputs.feed, YAMLReader.sizeMax, &found) { bytes in
                FeedFileReader.read(path: inputs.feed, bytes: bytes)
            }
            if let feed { found += feed.namesMissing(in: all, path: inputs.feed) }
            if let catalogue, let feed { reading = Setup.reading(feed: feed, catalogue: catalogue) }
        }
        if found.contains(where: { $0.severity == .error }) { throw DiagnosticReport(found) }
        return BacktestFiles(
            packs: base.packs, against: against.isEmpty ? nil : other.packs, reading: reading, warnings: found
        )
    }

    /// The shadow packs that a journal keeps, against its live ones. Blocks on the disk.
    ///
    /// - Returns: nil when the journal keeps no shadow packs.
    /// - Throws: `JournalError`.
    package static func shadow(of journal: Journal) throws -> BacktestFiles? {
        let shadow = try JournalSetup.keptPacks(of: journal, .shadow)
        guard !shadow.isEmpty else { return nil }
        let live = try JournalSetup.keptPacks(of: journal, .live)
        return BacktestFiles(packs: shadow, against: live, reading: nil, warnings: [])
    }

    private static func read<Value>(
        _ path: String, _ sizeMax: Int, _ found: inout [Diagnostic],
        _ body: ([UInt8]) -> (Value?, [Diagnostic])
    ) -> Value? {
        do throws(DocumentFile.Problem) {
            let (value, diagnostics) = body(try DocumentFile.read(path, sizeMax: sizeMax))
            found += diagnostics
            return value
        } catch {
            found.append(error.diagnostic(file: path))
            return nil
        }
    }
}

extension FeedFile {
    /// What packs name and the feed file does not map; of two states of a pack once.
    fileprivate func namesMissing(in packs: [Pack], path: String) -> [Diagnostic] {
        let tokens = columns.compactMap { if case .token(let kind) = $0.role { kind.string } else { nil } }
        let extras = columns.compactMap { if case .extra(let name) = $0.role { name.string } else { nil } }
        var found: [Diagnostic] = []
        for pack in packs {
            for diagnostic in pack.namesMissing(tokens: tokens, extras: extras, feed: path)
            where !found.contains(diagnostic) { found.append(diagnostic) }
        }
        return found
    }
}
