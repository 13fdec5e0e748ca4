import Crypto
import Foundation
import Purchases

/// Keyed pseudonyms of tokens and licence numbers: HMAC-SHA-256 over kind, a zero byte and the value in NFC (6.3).
///
/// The key never leaves this value, and nothing prints it.
package struct Pseudonyms: Sendable, CustomStringConvertible, CustomReflectable {
    /// With the key taken in already.
    private let keyed: HMAC<SHA256>

    package init(key: [UInt8]) { keyed = HMAC(key: SymmetricKey(data: key)) }

    /// The pseudonym of a trimmed value, in lower-case hex. `kind` keeps equal values of different kinds apart.
    package func callAsFunction(kind: String, value: String) -> ExactText {
        var code = keyed
        // ASCII is its own NFC.
        let isPlain = value.utf8.allSatisfy { $0 < 0x80 }
        let normal = isPlain ? value : value.precomposedStringWithCanonicalMapping
        code.update(data: Array("\(kind)\0\(normal)".utf8))
        return ExactText(hexadecimal(code.finalize()))
    }

    package var description: String { "Pseudonyms" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Bytes as lower-case hex digits.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x61 - 10 + value }
    var text: [UInt8] = []
    text.reserveCapacity(2 * bytes.underestimatedCount)
    for byte in bytes {
        text.append(digit(byte >> 4))
        text.append(digit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
}
