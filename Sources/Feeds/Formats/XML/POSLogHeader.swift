/// What a transaction says of all its lines.
struct POSLogHeader {
    private(set) var values = POSLogValues()
    /// What its lines are where they are no purchases.
    private(set) var kind: POSLogKind?
    private(set) var isPostVoid = false
    /// The receipt that this one voids.
    private(set) var postVoidLink: POSLogLink?
    /// The receipt that its returns are of; nil where there are several.
    private(set) var returnLink: POSLogLink?

    /// - Parameters:
    ///   - buffer: a transaction.
    ///   - retail: its `RetailTransaction`.
    init(_ buffer: ElementBuffer, _ retail: Int) {
        var times = POSLogTimes()
        for parent in [0, retail] {
            buffer.children(
                of: parent,
                named: { child, name in
                    times.note(buffer, child, name)
                })
        }
        values[.store] = POSLogHeader.store(buffer, 0) ?? POSLogHeader.store(buffer, retail)
        values[.workstation] = either(buffer, [.workstationID, .tillID], retail)
        values[.sequence] = buffer.text(.sequenceNumber, of: 0)
        values[.transactionID] = either(buffer, [.transactionID], retail)
        values[.receiptNumber] = either(buffer, [.receiptNumber], retail)
        values[.time] = times.best
        values[.businessDay] =
            either(buffer, [.businessDayDate], retail).map(POSLogHeader.day)
            ?? times.best.map(POSLogHeader.day)
        values[.currency] = either(buffer, [.currencyCode], retail)
        values[.tender] = POSLogHeader.tender(buffer, retail)
        var buyer = POSLogBuyer()
        buyer.read(buffer, 0)
        values[.loyaltyID] = buyer.loyalty
        values[.householdID] = buyer.household
        values[.customerID] = buyer.customer
        readStanding(buffer, retail)
        readLinks(buffer, retail)
    }

    /// A day without what follows it: `2017-10-01T00:00:00` is the first of October.
    static func day(_ text: String) -> String {
        let bytes = Array(text.utf8.prefix(10))
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
            return text
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `RetailStoreID`, or, of the business units, the one that is a store.
    static func store(_ buffer: ElementBuffer, _ parent: Int) -> String? {
        if let store = buffer.text(.retailStoreID, of: parent) { return store }
        var found: (rank: Int, text: String)?
        buffer.children(
            of: parent,
            named: { unit, name in
                guard name == .businessUnit else { return }
                let outer = buffer.attribute(.typeCode, of: unit)
                buffer.children(
                    of: unit,
                    named: { child, name in
                        guard name == .unitID, let text = buffer.text(child) else { return }
                        let type = buffer.attribute(.typeCode, of: child) ?? outer
                        let rank = type == "RetailStore" ? 0 : type == nil ? 1 : 2
                        if found.map({ rank < $0.rank }) ?? true { found = (rank, text) }
                    })
            })
        return found?.text
    }

    private func either(_ buffer: ElementBuffer, _ names: [POSLogName], _ retail: Int) -> String? {
        for name in names {
            if let text = buffer.text(name, of: 0) ?? buffer.text(name, of: retail) { return text }
        }
        return nil
    }

    /// The classes of payment, without vendors' prefixes; several, sorted, are joined by `+`.
    private static func tender(_ buffer: ElementBuffer, _ retail: Int) -> String? {
        var classes: Set<String> = []
        buffer.children(
            of: retail,
            named: { line, name in
                guard name == .lineItem, !buffer.isVoided(line), let tender = buffer.child(.tender, of: line),
                    let type = buffer.attribute(.tenderType, of: tender)
                else { return }
                classes.insert(withoutPrefix(type))
            })
        return classes.isEmpty ? nil : classes.sorted().joined(separator: "+")
    }

    private mutating func readStanding(_ buffer: ElementBuffer, _ retail: Int) {
        let type =
            buffer.attribute(.transactionType, of: 0) ?? buffer.attribute(.transactionType, of: retail)
            ?? buffer.attribute(.typeCode, of: 0) ?? buffer.attribute(.typeCode, of: retail)
        let status =
            buffer.attribute(.transactionStatus, of: retail) ?? buffer.attribute(.transactionStatus, of: 0)
        values[.transactionType] = type.map(withoutPrefix)
        values[.status] = status.map(withoutPrefix)
        for word in [type, status] {
            guard let word else { continue }
            if POSLogHeader.isPostVoid(word) { isPostVoid = true }
            if kind == nil { kind = POSLogHeader.kind(word) }
        }
        let parents = [0, retail]
        func isSet(_ flag: POSLogAttribute) -> Bool { parents.contains { buffer.flag(flag, of: $0) } }
        if isSet(.suspendFlag) { kind = .suspended }
        if isSet(.cancelFlag) || isSet(.deleteFlag) || isSet(.voidFlag) { kind = .cancelled }
        if isSet(.trainingModeFlag) { kind = .training }
    }

    private mutating func readLinks(_ buffer: ElementBuffer, _ retail: Int) {
        var links: [POSLogLink] = []
        for parent in [0, retail] {
            buffer.children(
                of: parent,
                named: { child, name in
                    if name == .transactionLink { links += POSLogLink(buffer, child).map { [$0] } ?? [] }
                })
        }
        let returns = Set(links.filter { $0.reason == .return })
        returnLink = returns.count == 1 ? returns.first : nil
        if let void = links.first(where: { $0.reason == .void }) {
            isPostVoid = true
            postVoidLink = void
        } else if isPostVoid, links.count == 1 {
            postVoidLink = links.first
        }
        // What was never a sale voids none.
        if kind != nil, kind != .other { isPostVoid = false }
        if isPostVoid { kind = .voided }
    }

    /// The words of a type or status, by their letters alone: `POST_VOID`, `PostVoid`, `dtv:PostVoided`.
    private static func letters(_ word: String) -> String {
        String(withoutPrefix(word).lowercased().unicodeScalars.filter { $0 >= "a" && $0 <= "z" })
    }

    private static func isPostVoid(_ word: String) -> Bool { letters(word).hasPrefix("postvoid") }

    /// What lines are in a transaction of this type or status; nil for purchases.
    private static func kind(_ word: String) -> POSLogKind? {
        let word = letters(word)
        if word.hasPrefix("training") { return .training }
        if word.hasPrefix("suspend") { return .suspended }
        if ["cancel", "abort", "void", "delete"].contains(where: word.hasPrefix) { return .cancelled }
        let others = [
            "nosale", "till", "paidin", "paidout", "inventory", "opencash", "exchangerate", "signon",
            "signoff", "open", "close", "layaway", "workstation", "systemopen",
        ]
        return others.contains(where: word.hasPrefix) ? .other : nil
    }
}

/// The text without what stands before its last colon: `dtv:CancelOrphaned` is `CancelOrphaned`.
func withoutPrefix(_ text: String) -> String {
    guard let colon = text.lastIndex(of: ":") else { return text }
    return trimmed(String(text[text.index(after: colon)...])) ?? text
}

/// Chooses among the times of a transaction.
struct POSLogTimes {
    private var found: (rank: Int, text: String)?

    var best: String? { found?.text }

    mutating func note(_ buffer: ElementBuffer, _ index: Int, _ name: POSLogName) {
        let type = buffer.attribute(.typeCode, of: index).map(withoutPrefix)
        let isOwn = type == nil || type == "Transaction"
        let rank: Int
        switch name {
        case .endDateTime: rank = isOwn ? 0 : 4
        case .receiptDateTime: rank = 1
        case .posLogDateTime: rank = type == "Transaction" ? 2 : type == nil ? 5 : 7
        case .beginDateTime: rank = isOwn ? 3 : 6
        default: return
        }
        if let found, found.rank <= rank { return }
        if let text = buffer.text(index) { found = (rank, text) }
    }
}
