import Catalogue
import Documents
import Purchases

/// Several packs and, where there is one, the catalogue, read together with all that is wrong with them.
package struct PackCheck: Sendable {
    /// Those that compiled, in the order given.
    package var packs: [Pack]
    /// What each of them was compiled from.
    package var files: [PackFiles]
    /// The packs that are tried beside those, and what each was compiled from.
    package var shadow: [Pack] = []
    package var shadowFiles: [PackFiles] = []
    /// Nil when none was asked for, or it has errors.
    package var catalogue: ProductCatalogue?
    /// In order of files as given, then of place.
    package var diagnostics: [Diagnostic]

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Reads everything from disk. Blocks.
    ///
    /// - Parameters:
    ///   - paths: the packs.
    ///   - shadow: packs that are judged and not sent; versions among themselves, whatever the others are.
    ///   - catalogue: the catalogue, if it is to be read; its rows are looked up on the lists of all packs.
    ///   - trust: whose signatures are trusted; nil trusts nobody's.
    ///   - reveals: whether messages show what confidential packs say.
    ///   - purpose: what the packs are loaded for.
    package static func read(
        packs paths: [String], shadow: [String] = [], catalogue path: String?, trust: TrustStore? = nil,
        reveals: Bool = false, for purpose: PackLoader.Purpose = .use
    ) -> PackCheck {
        var check = PackCheck(packs: [], files: [], catalogue: nil, diagnostics: [])
        let loader = PackLoader(trust: trust, reveals: reveals, for: purpose)
        var versions = PackVersions()
        for path in paths {
            for (pack, files) in check.load(path, loader) {
                if let conflict = versions.add(pack, path: path) {
                    check.diagnostics.append(conflict)
                    continue
                }
                check.packs.append(pack)
                check.files.append(files)
            }
        }
        var shadows = PackVersions()
        for path in shadow {
            for (pack, files) in check.load(path, loader) {
                if let conflict = versions.same(as: pack, path: path) ?? shadows.add(pack, path: path) {
                    check.diagnostics.append(conflict)
                    continue
                }
                check.shadow.append(pack)
                check.shadowFiles.append(files)
            }
        }
        if let path { check.readCatalogue(path) }
        return check
    }

    /// The packs of a file or bundle that may be used.
    private mutating func load(_ path: String, _ loader: PackLoader) -> [(Pack, PackFiles)] {
        let (packs, diagnostics) = loader.load(path)
        add(diagnostics)
        return packs.map { ($0.pack, $0.files) }
    }

    private mutating func readCatalogue(_ path: String) {
        do {
            let bytes = try DocumentFile.read(path, sizeMax: CatalogueReader.sizeMax)
            let (catalogue, found) = CatalogueReader.read(
                path: path, bytes: bytes, lists: (packs + shadow).flatMap(\.lists))
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
