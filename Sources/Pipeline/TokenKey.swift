import Foundation

/// The key that turns tokens into pseudonyms: 64 hex digits, of a file or the environment (`docs/FORMATS.md` 2).
package enum TokenKey {
    package static let environmentName = "TILLWATCH_TOKEN_KEY"

    /// Why there is no usable key. Never carries what was found: it could be a key with a typo.
    package struct Unusable: Error, Hashable {
        package var what: String
        /// The file or the variable.
        package var place: String
        package var hint: String
    }

    /// The key from the file, else from the environment.
    ///
    /// - Returns: 32 bytes; nil when neither is given.
    package static func load(
        file: String?, environment: [String: String]
    ) throws(Unusable) -> [UInt8]? {
        if let file {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw Unusable(
                    what: "cannot read the token key", place: file,
                    hint: "make one with `tillwatch key new --out \(file)`")
            }
            return try parse(String(decoding: data, as: UTF8.self), place: file)
        }
        guard let text = environment[environmentName] else { return nil }
        return try parse(text, place: environmentName)
    }

    /// A key for one run that keeps nothing.
    package static func random() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    private static func parse(_ text: String, place: String) throws(Unusable) -> [UInt8] {
        let digits = text.utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed().map { $0 }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count - 1, by: 2) {
            guard let high = hexDigit(digits[place]), let low = hexDigit(digits[place + 1]) else { break }
            bytes.append(high << 4 | low)
        }
        guard digits.count == 64, bytes.count == 32 else {
            throw Unusable(
                what: "not a token key: expected 64 hex digits", place: place,
                hint: "make one with `tillwatch key new`")
        }
        return bytes
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
