import Crypto
import Foundation

/// Who may push: whoever shows one of the tokens, compared by digest so that time tells nothing of them.
package struct PushAccess: Sendable {
    /// Characters of the shortest token that is taken.
    package static let tokenMin = 16

    private let digests: [SHA256.Digest]

    /// - Parameter tokens: several may be valid at once, so that they can be changed one sender at a time.
    package init(tokens: [String]) { digests = tokens.map { SHA256.hash(data: Data($0.utf8)) } }

    /// Whether the header's value shows a valid token (`Bearer …`, RFC 6750).
    package func admits(_ authorization: String?) -> Bool {
        guard let authorization, authorization.lowercased().hasPrefix("bearer ") else { return false }
        let token = authorization.dropFirst(7).trimmingCharacters(in: .whitespaces)
        let digest = SHA256.hash(data: Data(token.utf8))
        return digests.reduce(false) { $0 || $1 == digest }
    }

    /// The tokens of a text, one a line; blank lines and those that begin with `#` are none.
    package static func tokens(of text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }
}
