/// The id of an event in 24 bytes: 32 lower-case hex digits, a hyphen, a revision from 1 (5.5).
package struct EventID: Hashable, Sendable {
    let high: UInt64
    let low: UInt64
    let revision: Int

    /// Nil for anything else, a revision with leading zeros included.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count > 33, bytes.count <= 51, bytes[32] == UInt8(ascii: "-"),
            let high = EventID.number(bytes[0..<16]), let low = EventID.number(bytes[16..<32])
        else { return nil }
        let digits = bytes[33...]
        guard digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let revision = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        self.high = high
        self.low = low
        self.revision = revision
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for byte in digits {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                value = value << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }
}
