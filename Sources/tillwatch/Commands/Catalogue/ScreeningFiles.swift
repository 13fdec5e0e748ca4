import ArgumentParser
import Catalogue
import Documents
import Foundation
import Purchases
import Screening

/// The files that say what to screen for, the same for every command that screens.
struct ScreeningOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Substance lists: what is looked for.", valueName: "list"),
        completion: .file(extensions: ["yaml", "yml"]))
    var lists: [String]

    @Option(
        help: ArgumentHelp(
            "The folder with what is known of substances. Default: rules/knowledge here, else the program's own.",
            valueName: "dir"),
        completion: .directory)
    var knowledge: String?

    @Option(
        help: ArgumentHelp(
            "Which column holds what: articles: {product: …, name: …, gtin: …, price: …, unit_price: …, texts: [ … ]}. Default: taken from the headings.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var map: String?

    @Option(help: ArgumentHelp("The least confidence of a proposal, from 0 to 1.", valueName: "n"))
    var minimum = 0.5

    func validate() throws {
        guard !lists.isEmpty else { throw ValidationError("name what to look for: --lists LIST") }
        guard (0...1).contains(minimum) else { throw ValidationError("--minimum must be from 0 to 1") }
    }
}

/// Those files, read and checked.
struct ScreeningFiles: Sendable {
    let lists: [SubstanceList]
    let screener: Screener
    let map: ArticleMap?
    /// Empty without a file.
    let decisions: Decisions
    /// Warnings of all files.
    let warnings: [Diagnostic]

    /// Reads everything. Blocks.
    ///
    /// - Parameters:
    ///   - decisions: the decisions file, where one is kept.
    ///   - mayBeNew: whether the decisions file need not be there yet.
    /// - Throws: a report with all errors of all files.
    init(_ options: ScreeningOptions, decisions path: String?, mayBeNew: Bool = false) throws {
        var diagnostics: [Diagnostic] = []
        lists = options.lists.compactMap { path in
            DocumentFile.read(path, &diagnostics) { SubstanceListReader.read(path: path, bytes: $0) }
        }
        let folder = KnowledgeFolder(reading: try options.knowledge ?? Self.defaultFolder())
        diagnostics += folder.diagnostics
        map = options.map.flatMap { path in
            DocumentFile.read(path, &diagnostics) { ArticleMap.read(path: path, bytes: $0) }
        }
        var read = Decisions()
        if let path, !mayBeNew || FileManager.default.fileExists(atPath: path) {
            read =
                DocumentFile.read(path, sizeMax: DecisionsFile.sizeMax, &diagnostics) {
                    DecisionsFile.read(path: path, bytes: $0)
                } ?? Decisions()
        }
        decisions = read
        if diagnostics.contains(where: { $0.severity == .error }) { throw DiagnosticReport(diagnostics) }
        warnings = diagnostics
        screener = Screener(knowledge: folder.knowledge, language: folder.language, lists: lists)
    }

    /// `rules/knowledge` of the working folder, else of the installation that the program belongs to.
    private static func defaultFolder() throws -> String {
        let here = "rules/knowledge"
        var candidates = [here]
        if let program = Bundle.main.executableURL?.resolvingSymlinksInPath() {
            let prefix = program.deletingLastPathComponent().deletingLastPathComponent()
            candidates.append(prefix.appendingPathComponent("share/tillwatch/rules/knowledge").path)
        }
        for candidate in candidates {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), isFolder.boolValue {
                return candidate
            }
        }
        throw Failure(
            "NO_KNOWLEDGE", "there is no folder with what is known of substances",
            at: "--knowledge",
            help: "looked for \(candidates.joined(separator: " and ")); name it with --knowledge DIR",
            status: .unusable)
    }
}
