import Purchases

/// A receipt's number and what stands before it: `C536379` is 536379 of the series `C`.
struct ReceiptNumber {
    var series: String
    var number: Int64

    /// Nil where the text does not end in 1 to 15 digits, or its series has more than 32 bytes.
    init?(_ receipt: ExactText) {
        var number: Int64 = 0
        var scale: Int64 = 1
        var digits = 0
        for byte in receipt.string.utf8.reversed() {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { break }
            digits += 1
            // What is longer is no number that is counted up.
            if digits > 15 { return nil }
            number += Int64(byte - UInt8(ascii: "0")) * scale
            scale *= 10
        }
        guard digits > 0, receipt.string.utf8.count - digits <= 32 else { return nil }
        self.number = number
        series = String(receipt.string.utf8.dropLast(digits)) ?? ""
    }
}
