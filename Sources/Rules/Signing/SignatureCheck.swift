import Documents
import Purchases

/// Decides whether a pack may be used as far as signatures go.
struct SignatureCheck {
    /// Nil when the user named no trust file.
    let trust: TrustStore?
    let path: String

    /// What is wrong with the signatures of a bundle, whatever it holds; nothing when one of them holds.
    func problem(with envelope: SignedBundle) -> Diagnostic? {
        guard let trust else { return nil }
        let known = envelope.signatures.flatMap { signature in
            trust.signers.filter { $0.key.id == signature.keyID }.map { (signature, $0) }
        }
        if known.isEmpty {
            let ids = envelope.signatures.map { quoted($0.keyID) }.joined(separator: ", ")
            return error(
                .signerUnknown, "the bundle is signed by \(ids), which the trust file does not name",
                help: "ask who sent it for the public key, make sure that it is theirs, and add it")
        }
        for (signature, signer) in known where !envelope.holds(signature, of: signer.key) {
            return error(
                .signatureWrong, "the signature of \(quoted(signer.name)) does not hold for this bundle",
                help: "use nothing of it: it was changed or forged; get it again from the signer")
        }
        return nil
    }

    /// What keeps a pack from being used, or is to be said about it; `problem(with:)` found nothing before.
    func problem(with pack: Pack, _ envelope: SignedBundle?) -> Diagnostic? {
        let isNamed = trust?.names(pack.id) ?? false
        guard let envelope else {
            guard pack.requiresSignature || isNamed else { return nil }
            return error(
                .signatureMissing,
                isNamed
                    ? "the trust file says who signs the pack \(quoted(pack.id)), and it is not signed"
                    : "the pack \(quoted(pack.id)) asks for a signature and has none",
                help: "load the signed bundle of whoever makes the pack: `--rules NAME.bundle`")
        }
        guard let trust else {
            if pack.requiresSignature {
                return error(
                    .trustMissing, "the pack \(quoted(pack.id)) asks for a signature that is trusted",
                    help: "say whose: `--trust FILE`")
            }
            return Diagnostic(
                severity: .warning, code: DiagnosticCode.signatureUnchecked.id, file: path,
                message: "the bundle is signed, and nobody checks by whom", help: "give `--trust FILE`")
        }
        let signers = holding(envelope, trust)
        let allowed = signers.filter { $0.packs.contains(ExactText(pack.id)) }
        guard !allowed.isEmpty else {
            let names = signers.map { quoted($0.name) }.joined(separator: ", ")
            return error(
                .signerNotForPack, "\(names) may not sign the pack \(quoted(pack.id))",
                help: "name the pack under `packs` of the signer, if it is theirs to sign")
        }
        if allowed.contains(where: { $0.isValid(on: trust.today) }) { return nil }
        let days = allowed.map {
            "\(quoted($0.name)) from \($0.from?.description ?? "ever") to \($0.to?.description ?? "ever")"
        }
        return error(
            .signerNotValid,
            "today, \(trust.today), the signer is not trusted: \(days.joined(separator: ", "))",
            help: "ask the signer for a bundle signed with their present key")
    }

    /// The signers whose signatures hold.
    func holding(_ envelope: SignedBundle, _ trust: TrustStore) -> [TrustStore.Signer] {
        trust.signers.filter { signer in
            envelope.signatures.contains {
                $0.keyID == signer.key.id && envelope.holds($0, of: signer.key)
            }
        }
    }

    private func error(_ code: DiagnosticCode, _ message: String, help: String) -> Diagnostic {
        Diagnostic(code: code.id, file: path, message: message, help: help)
    }
}
