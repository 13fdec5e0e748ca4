import Crypto

/// The first 16 bytes, in lower-case hex, of SHA-256 over texts joined by zero bytes (5.5, 6.2).
func digest(_ parts: [String]) -> String {
    var hash = SHA256()
    for (index, part) in parts.enumerated() {
        if index > 0 { hash.update(data: [0]) }
        hash.update(data: Array(part.utf8))
    }
    let digits = Array("0123456789abcdef".utf8)
    var hex: [UInt8] = []
    for byte in hash.finalize().prefix(16) {
        hex.append(digits[Int(byte >> 4)])
        hex.append(digits[Int(byte & 15)])
    }
    return String(decoding: hex, as: UTF8.self)
}
