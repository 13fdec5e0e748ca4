/// What tells the buyer of a transaction.
struct POSLogBuyer {
    private(set) var loyalty: String?
    private(set) var household: String?
    private(set) var customer: String?

    /// Reads an element and all below it; the first of each kind holds.
    mutating func read(_ buffer: ElementBuffer, _ index: Int) {
        let parent = POSLogName(rawValue: buffer.elements[index].name)
        var found: [(Int, POSLogName)] = []
        buffer.children(of: index, named: { found.append(($0, $1)) })
        for (child, name) in found {
            switch (name, parent) {
            case (.loyaltyID, .loyaltyMembership), (.loyaltyAccountID, .loyaltyAccount),
                (.primaryAccountNumber, .loyaltyCard), (.customerID, .loyaltyAccount):
                if loyalty == nil { loyalty = POSLogBuyer.number(buffer.text(child)) }
            case (.householdID, .loyaltyMembership):
                if household == nil { household = POSLogBuyer.number(buffer.text(child)) }
            case (.customerID, .customer):
                if customer == nil { customer = POSLogBuyer.number(buffer.text(child)) }
            case (.retailTransaction, _), (.lineItem, _), (.customer, _), (.customerAccount, _),
                (.loyaltyAccount, _), (.loyaltyCard, _), (.loyaltyMembership, _):
                read(buffer, child)
            default: break
            }
        }
    }

    /// A buyer's number: nil where it is all zeros, and without the zeros that fill it up to 25 digits.
    static func number(_ text: String?) -> String? {
        guard let text, text.utf8.contains(where: { $0 != UInt8(ascii: "0") }) else { return nil }
        guard text.utf8.count == 25, text.utf8.allSatisfy({ decimalDigit($0) != nil }) else { return text }
        return String(text.drop { $0 == "0" })
    }
}
