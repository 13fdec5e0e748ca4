import Catalogue
import Documents
import Purchases

/// Compiles rule packs (`docs/FORMATS.md` 6).
///
/// A pack is hostile input: whatever it says, compiling ends soon, within bounded memory, with a pack or with diagnostics.
package enum PackReader {
    /// Reads a pack and its lists from disk and compiles them. Blocks.
    ///
    /// - Parameter reveals: whether messages show what a confidential pack says.
    /// - Returns: the pack, nil if anything is wrong; the files it was compiled from, nil if the pack itself cannot be
    ///   read; and all that is wrong, in order of file and place. A pack may come with warnings.
    package static func load(
        path: String, reveals: Bool = false
    ) -> (pack: Pack?, files: PackFiles?, diagnostics: [Diagnostic]) {
        let bytes: [UInt8]
        do {
            bytes = try DocumentFile.read(path)
        } catch {
            return (nil, nil, [error.diagnostic(file: path)])
        }
        let source = PackFileSource(PackFiles(path: path, bytes: bytes, lists: [:]), readsDisk: true)
        let (pack, diagnostics) = compile(source, reveals: reveals)
        return (pack, source.files, diagnostics)
    }

    /// Compiles a pack from files that were read before.
    ///
    /// - Parameter reveals: whether messages show what a confidential pack says.
    /// - Returns: the pack, nil if anything is wrong; and all that is, in order of file and place.
    package static func compile(
        _ files: PackFiles, reveals: Bool = false
    ) -> (pack: Pack?, diagnostics: [Diagnostic]) {
        compile(PackFileSource(files, readsDisk: false), reveals: reveals)
    }

    private static func compile(
        _ source: PackFileSource, reveals: Bool
    ) -> (pack: Pack?, diagnostics: [Diagnostic]) {
        let (pack, diagnostics) = compile(source)
        if reveals || Confidentiality(statedBy: source.files) == nil { return (pack, diagnostics) }
        // Lists are public law; the pack and its files of values are not shown.
        let files = source.files
        let shown = Set(files.lists.keys.map(files.path))
        return (pack, diagnostics.map { shown.contains($0.file) ? $0 : $0.withoutContent })
    }

    private static func compile(_ source: PackFileSource) -> (pack: Pack?, diagnostics: [Diagnostic]) {
        let (path, bytes) = (source.files.path, source.files.bytes)
        let (root, diagnostics) = YAMLReader.read(file: path, bytes: bytes)
        let findings = Findings(SourceText(file: path, bytes: bytes))
        findings.add(diagnostics)
        guard let root else { return (nil, findings.diagnostics) }
        let pack = PackCompiler(files: source, findings: findings).compile(root)
        return (findings.hasErrors ? nil : pack, findings.diagnostics)
    }
}
