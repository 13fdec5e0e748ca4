import Catalogue
import Documents
import Foundation
import Purchases

/// Reads trust files (`docs/SIGNING.md`).
package enum TrustStoreReader {
    private static let filesMax = 256

    /// Reads a trust file, or all `*.yaml` of a folder. Blocks.
    ///
    /// - Parameter today: the day on which signers must be valid.
    /// - Returns: nil, with diagnostics, when anything is wrong.
    package static func load(path: String, today: LocalDay) -> (store: TrustStore?, diagnostics: [Diagnostic])
    {
        var signers: [TrustStore.Signer] = []
        var diagnostics: [Diagnostic] = []
        for file in files(path) {
            do {
                let (found, wrong) = read(path: file, bytes: try DocumentFile.read(file))
                diagnostics += wrong
                for signer in found {
                    if signers.contains(where: { ExactText($0.name) == ExactText(signer.name) }) {
                        diagnostics.append(
                            Diagnostic(
                                code: DiagnosticCode.duplicateKey.id, file: file,
                                message: "the signer \(quoted(signer.name)) stands in another trust file too",
                                help: "give each signer a name of its own"))
                    }
                    signers.append(signer)
                }
            } catch {
                diagnostics.append(error.diagnostic(file: file))
            }
        }
        let isUsable = !diagnostics.contains { $0.severity == .error }
        return (isUsable ? TrustStore(signers, today: today) : nil, diagnostics)
    }

    private static func files(_ path: String) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return [path]
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let found = names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted().prefix(filesMax)
        // An empty folder is reported as a file that is none.
        return found.isEmpty ? [path] : found.map { path + (path.hasSuffix("/") ? "" : "/") + $0 }
    }

    /// - Returns: the signers; nobody when anything is wrong.
    package static func read(path: String, bytes: [UInt8]) -> ([TrustStore.Signer], [Diagnostic]) {
        let (root, diagnostics) = YAMLReader.read(file: path, bytes: bytes)
        let findings = Findings(SourceText(file: path, bytes: bytes))
        findings.add(diagnostics)
        guard let root,
            let fields = FieldReader(root, "a trust file", keys: ["tillwatch-trust", "keys"], findings)
        else { return ([], findings.diagnostics) }
        if let node = fields.required("tillwatch-trust", help: "begin the file with `tillwatch-trust: 1`"),
            let text = findings.text(node, "tillwatch-trust"), text != "1"
        {
            findings.error(
                .unknownFormat, at: node.place,
                "this program reads trust files of format 1, not \(quoted(text))",
                help: "write `tillwatch-trust: 1`, or use a newer program")
        }
        let entries = fields.required("keys").flatMap { findings.mapping($0, "`keys`") } ?? []
        let signers = entries.compactMap { signer($0, findings) }
        return (findings.hasErrors ? [] : signers, findings.diagnostics)
    }

    private static func signer(_ entry: YAMLEntry, _ findings: Findings) -> TrustStore.Signer? {
        let keyNode = YAMLNode(place: entry.keyPlace, kind: .scalar(entry.key))
        let name = findings.name(keyNode, "name")
        guard
            let fields = FieldReader(entry.value, "a signer", keys: ["key", "packs", "from", "to"], findings)
        else { return nil }
        let key = fields.required("key").flatMap { publicKey($0, of: entry.key, findings) }
        let packs = packs(fields, findings)
        let from = fields.value("from").flatMap { findings.day($0, "from") }
        let to = fields.value("to").flatMap { findings.day($0, "to") }
        guard let name, let key else { return nil }
        return TrustStore.Signer(name: name, key: key, packs: packs, from: from, to: to)
    }

    private static func packs(_ fields: FieldReader, _ findings: Findings) -> [ExactText] {
        let help = "name the ids of the packs that it may sign: `packs: [police-list]`"
        guard let node = fields.required("packs", help: help), let nodes = findings.list(node, "packs") else {
            return []
        }
        if nodes.isEmpty { findings.error(.noValue, at: node.place, "`packs` names no pack", help: help) }
        return nodes.compactMap { findings.name($0, "packs") }.map { ExactText($0) }
    }

    private static func publicKey(
        _ node: YAMLNode, of signer: String, _ findings: Findings
    ) -> VerifyingKey? {
        guard let text = findings.text(node, "key") else { return nil }
        if let key = VerifyingKey(text) { return key }
        // It may be a private key in the wrong file: without a place the line is not shown.
        findings.error(
            .badKey, at: nil, "what stands under `key` of \(quoted(signer)) is no public key",
            help: "write `ed25519-public:` and its base64, as `tillwatch key new --signing` prints it")
        return nil
    }
}
