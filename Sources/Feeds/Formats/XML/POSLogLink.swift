/// Another transaction that a transaction or line names.
struct POSLogLink: Hashable {
    enum Reason { case `return`, void, other }

    var reason: Reason
    /// Whether the link says its reason.
    var saysReason: Bool
    private var store: String?
    private var workstation: String?
    private var sequence: String?
    private var transactionID: String?
    private var day: String?
    private var line: String?

    /// Nil where it names nothing.
    init?(_ buffer: ElementBuffer, _ index: Int) {
        let written = buffer.attribute(.reasonCode, of: index) ?? buffer.text(.reasonCode, of: index)
        saysReason = written != nil
        let word = withoutPrefix(written ?? "").lowercased()
        reason = .other
        if ["return", "refund", "exchange"].contains(where: word.hasPrefix) { reason = .return }
        if ["void", "postvoid", "post_void"].contains(where: word.hasPrefix) { reason = .void }
        store = POSLogHeader.store(buffer, index)
        workstation = buffer.text(.workstationID, of: index) ?? buffer.text(.tillID, of: index)
        sequence = buffer.text(.sequenceNumber, of: index)
        transactionID = buffer.text(.transactionID, of: index)
        day = buffer.text(.businessDayDate, of: index).map(POSLogHeader.day)
        line = buffer.text(.lineItemSequenceNumber, of: index)
        if sequence == nil, transactionID == nil { return nil }
    }

    func put(into values: inout POSLogValues) {
        values[.linkStore] = store
        values[.linkWorkstation] = workstation
        values[.linkSequence] = sequence
        values[.linkTransactionID] = transactionID
        values[.linkBusinessDay] = day
        values[.linkLine] = line
    }
}
