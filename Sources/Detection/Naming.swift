import Purchases

/// What a void or return names (2.4).
enum Naming: Sendable, Hashable {
    case line(LineKey)
    case receipt(ExactText)
    case nothing(ownReceipt: ExactText)

    /// Parts that are not given are the line's own; the day counts only in feeds that map it.
    init(_ line: Line) {
        let refers = line.refers
        let day = line.businessDay.map { refers.day ?? $0 }
        let isGiven =
            refers.store != nil || refers.till != nil || refers.receipt != nil
            || (refers.day != nil && line.businessDay != nil)
        guard isGiven || refers.line != nil else {
            self = .nothing(ownReceipt: line.key.receipt)
            return
        }
        let parts = [
            refers.store ?? line.store, refers.till ?? line.till, refers.receipt ?? line.receiptNumber, day,
        ].compactMap { $0?.string }
        // The first part of every key is the feed's, escaped already.
        let feed = line.key.receipt.string.utf8.prefix { $0 != UInt8(ascii: "/") }
        let receipt = ExactText("\(String(Substring(feed)))/\(LineKey.receiptKey(parts))")
        if let named = refers.line {
            let text = ExactText("\(receipt)/\(LineKey.escaped(named.string))")
            self = .line(LineKey(text: text, receipt: receipt))
        } else {
            self = .receipt(receipt)
        }
    }

    /// The receipt that it reaches.
    var receipt: ExactText {
        switch self {
        case .line(let key): key.receipt
        case .receipt(let key), .nothing(let key): key
        }
    }

    var isLine: Bool { if case .line = self { true } else { false } }
    var isNothing: Bool { if case .nothing = self { true } else { false } }
}
