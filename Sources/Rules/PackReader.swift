import Catalogue
import Documents
import Purchases

/// Compiles rule packs (`docs/FORMATS.md` 6).
///
/// A pack is hostile input: whatever it says, compiling ends soon, within bounded memory, with a pack or with diagnostics.
package enum PackReader {
    /// Reads a pack and its lists from disk and compiles them. Blocks.
    ///
    /// - Returns: the pack, nil if anything is wrong; the files it was compiled from, nil if the pack itself cannot be
    ///   read; and all that is wrong, in order of file and place. A pack may come with warnings.
    package static func load(
        path: String
    ) -> (pack: Pack?, files: PackFiles?, diagnostics: [Diagnostic]) {
        let bytes: [UInt8]
        do {
            bytes = try DocumentFile.read(path)
        } catch {
            return (nil, nil, [error.diagnostic(file: path)])
        }
        var files = PackFiles(path: path, bytes: bytes, lists: [:])
        var problems: [String: DocumentFile.Problem] = [:]
        for name in listNames(files) {
            do {
                files.lists[name] = try DocumentFile.read(files.path(ofList: name))
            } catch {
                problems[name] = error
            }
        }
        let (pack, diagnostics) = compile(files, problems: problems)
        return (pack, files, diagnostics)
    }

    /// Compiles a pack from files that were read before.
    ///
    /// - Returns: the pack, nil if anything is wrong; and all that is, in order of file and place.
    package static func compile(_ files: PackFiles) -> (pack: Pack?, diagnostics: [Diagnostic]) {
        compile(files, problems: [:])
    }

    private static func compile(
        _ files: PackFiles, problems: [String: DocumentFile.Problem]
    ) -> (pack: Pack?, diagnostics: [Diagnostic]) {
        let (root, diagnostics) = YAMLReader.read(file: files.path, bytes: files.bytes)
        let findings = Findings(SourceText(file: files.path, bytes: files.bytes))
        findings.add(diagnostics)
        guard let root else { return (nil, findings.diagnostics) }
        var compiler = PackCompiler(files: files, problems: problems, findings: findings)
        let pack = compiler.compile(root)
        return (findings.hasErrors ? nil : pack, findings.diagnostics)
    }

    /// The paths under `lists`, without a word about what is wrong with them: compiling says that.
    private static func listNames(_ files: PackFiles) -> [String] {
        let root = YAMLReader.read(file: files.path, bytes: files.bytes).node
        let value = root?.entries?.first { $0.key == "lists" }?.value
        guard case .sequence(let nodes) = value?.kind else { return [] }
        return nodes.prefix(PackCompiler.listsMax).compactMap(\.scalar).filter { !$0.isEmpty }
    }
}
