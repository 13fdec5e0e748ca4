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
    ///   - trust: whose signatures are trusted; nil trusts nobody's.
    ///   - reveals: whether messages show what confidential packs say.
    package static func read(
        packs paths: [String], catalogue path: String?, trust: TrustStore? = nil, reveals: Bool = false
    ) -> PackCheck {
        var check = PackCheck(packs: [], files: [], catalogue: nil, diagnostics: [])
        var versions = PackVersions()
        for path in paths {
            let (packs, diagnostics) = PackLoader(trust: trust, reveals: reveals).load(path)
            check.add(diagnostics)
            for loaded in packs {
                if let conflict = versions.add(loaded.pack, path: path) {
                    check.diagnostics.append(conflict)
                    continue
                }
                check.packs.append(loaded.pack)
                check.files.append(loaded.files)
            }
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
