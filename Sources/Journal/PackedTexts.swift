import Foundation

/// A list of texts, some missing, in one BLOB: each is its length plus one as a LEB128 number (zero: missing), then
/// its UTF-8 bytes.
enum PackedTexts {
    static func data(_ texts: [String?]) -> Data {
        var bytes: [UInt8] = []
        for text in texts {
            guard let text else {
                bytes.append(0)
                continue
            }
            var length = UInt(text.utf8.count) + 1
            while length >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: length) | 0x80)
                length >>= 7
            }
            bytes.append(UInt8(truncatingIfNeeded: length))
            bytes.append(contentsOf: text.utf8)
        }
        return Data(bytes)
    }

    /// Nil when the bytes are damaged.
    static func texts(_ data: Data) -> [String?]? {
        let bytes = [UInt8](data)
        var texts: [String?] = []
        var place = 0
        while place < bytes.count {
            var length: UInt = 0
            var shift: UInt = 0
            while true {
                guard place < bytes.count, shift <= 28 else { return nil }
                let byte = bytes[place]
                place += 1
                length |= UInt(byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { break }
            }
            guard length > 0 else {
                texts.append(nil)
                continue
            }
            let end = place + Int(length - 1)
            guard end <= bytes.count else { return nil }
            texts.append(String(decoding: bytes[place..<end], as: UTF8.self))
            place = end
        }
        return texts
    }
}
