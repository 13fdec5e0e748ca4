import Crypto
import Foundation
import Purchases

/// Keyed pseudonyms of tokens and licence numbers: HMAC-SHA-256 over kind, a zero byte and the value in NFC (6.3).
///
/// The key never leaves this value, and nothing prints it.
package struct Pseudonyms: Sendable, CustomStringConvertible, CustomReflectable {
    private let key: SymmetricKey

    package init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// The pseudonym of a trimmed value, in lower-case hex. `kind` keeps equal values of different kinds apart.
    package func callAsFunction(kind: String, value: String) -> ExactText {
        var code = HMAC<SHA256>(key: key)
        code.update(data: Array(kind.utf8))
        code.update(data: [UInt8(0)])
        code.update(data: Array(value.precomposedStringWithCanonicalMapping.utf8))
        return ExactText(hexadecimal(code.finalize()))
    }

    package var description: String { "Pseudonyms" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Bytes as lower-case hex digits.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
