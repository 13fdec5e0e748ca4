import Documents
import Purchases

/// Whose signatures under which packs an installation trusts.
package struct TrustStore: Sendable, Hashable {
    package struct Signer: Sendable, Hashable {
        package var name: String
        package var key: VerifyingKey
        /// Ids of packs.
        package var packs: [ExactText]
        package var from: LocalDay?
        package var to: LocalDay?

        package init(
            name: String, key: VerifyingKey, packs: [ExactText], from: LocalDay? = nil, to: LocalDay? = nil
        ) {
            self.name = name
            self.key = key
            self.packs = packs
            self.from = from
            self.to = to
        }
    }

    package var signers: [Signer]
    /// The day on which signers must be valid.
    package var today: LocalDay

    package init(_ signers: [Signer], today: LocalDay) {
        self.signers = signers
        self.today = today
    }

    /// Whether a pack of this id is somebody's to sign: one without a signature is refused then.
    package func names(_ packID: String) -> Bool {
        signers.contains { $0.packs.contains(ExactText(packID)) }
    }
}

extension TrustStore.Signer {
    func isValid(on day: LocalDay) -> Bool {
        if let from, day < from { return false }
        if let to, to < day { return false }
        return true
    }
}
