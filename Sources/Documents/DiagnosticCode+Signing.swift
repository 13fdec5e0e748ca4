extension DiagnosticCode {
    /// Codes of bundles, signatures and trust files (`S…`).
    package static let signing: [DiagnosticCode] = [
        bundleUnreadable, signatureMissing, trustMissing, signatureWrong, signerUnknown, signerNotForPack,
        signerNotValid, signatureUnchecked, badKey, badDigest,
    ]

    package static let bundleUnreadable = DiagnosticCode(
        "S001", "not a bundle",
        "The file is none that `tillwatch rules bundle` or `rules sign` wrote, or was changed since, be it by one character."
    )
    package static let signatureMissing = DiagnosticCode(
        "S002", "signature missing",
        "The pack asks for a signature, or the trust file says who signs it, and it has none.")
    package static let trustMissing = DiagnosticCode(
        "S003", "trust missing",
        "The pack asks for a signature, and nothing says whose signature to trust.")
    package static let signatureWrong = DiagnosticCode(
        "S004", "signature wrong",
        "A key of the trust file is named as the signer, and did not sign these bytes: they were changed, or the signature is forged."
    )
    package static let signerUnknown = DiagnosticCode(
        "S005", "signer unknown", "The bundle is signed, and by no key of the trust file.")
    package static let signerNotForPack = DiagnosticCode(
        "S006", "signer not for this pack",
        "The signature holds, and the trust file does not let its key sign packs of this id.")
    package static let signerNotValid = DiagnosticCode(
        "S007", "signer not valid today",
        "The signature holds, and today lies outside the days for which the trust file trusts its key.")
    package static let signatureUnchecked = DiagnosticCode(
        "S008", "signature not checked",
        "The bundle is signed, the pack does not ask for it, and no trust file is given: nobody looked at the signature."
    )
    package static let badKey = DiagnosticCode(
        "S009", "not a public key",
        "A public key is written `ed25519-public:` and the base64 of its 32 bytes, as `tillwatch key new --signing` prints it."
    )
    package static let badDigest = DiagnosticCode(
        "S010", "not a digest",
        "A pack states of the key that reveals it its SHA-256: 64 hex digits in lower case, never the key itself."
    )
}
