import Documents
import Purchases

/// Loads packs from files and bundles, and refuses those whose signatures are not as they must be.
package struct PackLoader: Sendable {
    package struct Loaded: Sendable {
        package var pack: Pack
        package var files: PackFiles
        /// Who signed it, by the names of the trust file.
        package var signers: [String]
    }

    /// What packs are loaded for.
    package enum Purpose: Sendable {
        /// To judge purchases: signatures must be as they must be.
        case use
        /// To check and test what somebody writes: without a trust file nobody's signature is missed.
        case writing
    }

    private let trust: TrustStore?
    private let reveals: Bool
    private let purpose: Purpose

    /// - Parameter reveals: whether messages show what confidential packs say.
    package init(trust: TrustStore? = nil, reveals: Bool = false, for purpose: Purpose = .use) {
        self.trust = trust
        self.reveals = reveals
        self.purpose = purpose
    }

    /// Reads one pack, or all packs of a bundle. Blocks.
    ///
    /// - Returns: the packs that may be used; and all that is wrong, in order of place.
    package func load(_ path: String) -> (packs: [Loaded], diagnostics: [Diagnostic]) {
        let check = SignatureCheck(trust: trust, path: path)
        guard BundleFile.isNamed(path) else {
            let (pack, files, diagnostics) = PackReader.load(path: path, reveals: reveals)
            guard let pack, let files else { return ([], diagnostics) }
            return admitted([(pack, files)], nil, check, diagnostics)
        }
        let file: BundleFile
        do {
            file = try BundleFile.read(path)
        } catch {
            return ([], [error])
        }
        // What a wrong signature stands under is not looked at.
        if let problem = file.envelope.flatMap(check.problem) { return ([], [problem]) }
        var diagnostics: [Diagnostic] = []
        var compiled: [(Pack, PackFiles)] = []
        for part in file.bundle.parts {
            let (pack, wrong) = PackReader.compile(part.files, reveals: reveals)
            diagnostics += wrong
            if let pack { compiled.append((pack, part.files)) }
        }
        return admitted(compiled, file.envelope, check, diagnostics)
    }

    private func admitted(
        _ packs: [(Pack, PackFiles)], _ envelope: SignedBundle?, _ check: SignatureCheck,
        _ diagnostics: [Diagnostic]
    ) -> (packs: [Loaded], diagnostics: [Diagnostic]) {
        var diagnostics = diagnostics
        var loaded: [Loaded] = []
        for (pack, files) in packs {
            let isChecked = purpose == .use || trust != nil
            let problem = isChecked ? check.problem(with: pack, envelope) : nil
            if let problem, !diagnostics.contains(problem) { diagnostics.append(problem) }
            guard problem?.severity != .error else { continue }
            var signers: [String] = []
            if let envelope, let trust { signers = check.holding(envelope, trust).map(\.name) }
            loaded.append(Loaded(pack: pack, files: files, signers: signers))
        }
        return (loaded, diagnostics)
    }
}
