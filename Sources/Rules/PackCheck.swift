import Catalogue
import Documents
import Purchases

/// Several packs and, where there is one, the catalogue, read together with all that is wrong with them.
package struct PackCheck: Sendable {
    /// Those that compiled, in the order given.
    package var packs: [Pack]
    /// What each of them was compiled from.
    package var files: [PackFiles]
    /// Nil when none was asked for, or it has errors.
    package var catalogue: ProductCatalogue?
    /// In order of files as given, then of place.
    package var diagnostics: [Diagnostic]

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Reads everything from disk. Blocks.
    ///
    /// - Parameters:
    ///   - paths: the packs.
    ///   - catalogue: the catalogue, if it is to be read; its rows are looked up on the lists of all packs.
    package static func read(packs paths: [String], catalogue path: String?) -> PackCheck {
        var check = PackCheck(packs: [], files: [], catalogue: nil, diagnostics: [])
        var seen: [ExactText: String] = [:]
        for path in paths {
            let (pack, files, diagnostics) = PackReader.load(path: path)
            check.add(diagnostics)
            guard let pack, let files else { continue }
            if let other = seen[ExactText(pack.id)] {
                check.diagnostics.append(
                    Diagnostic(
                        code: DiagnosticCode.packRepeated.id, file: path,
                        message: "the pack \(quoted(pack.id)) is loaded already, from \(quoted(other))",
                        help: "load one version of a pack; several are not supported by this version yet"))
                continue
            }
            seen[ExactText(pack.id)] = path
            check.packs.append(pack)
            check.files.append(files)
        }
        if let path { check.readCatalogue(path) }
        return check
    }

    private mutating func readCatalogue(_ path: String) {
        do {
            let bytes = try DocumentFile.read(path, sizeMax: CatalogueReader.sizeMax)
            let (catalogue, found) = CatalogueReader.read(
                path: path, bytes: bytes, lists: packs.flatMap(\.lists))
            // Without all lists, what a row names cannot be looked up: the packs come first.
            let isBlind = hasErrors
            add(isBlind ? found.filter { $0.code != DiagnosticCode.unknownSubstance.id } : found)
            self.catalogue = catalogue
        } catch {
            diagnostics.append(error.diagnostic(file: path))
        }
    }

    /// A list that several packs load is reported once.
    private mutating func add(_ found: [Diagnostic]) {
        let known = Set(diagnostics)
        diagnostics += found.filter { !known.contains($0) }
    }
}
