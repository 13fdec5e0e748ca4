import Purchases

/// Recomputes what an alert says from the alert alone (`docs/SEMANTICS.md` 5.7 and "The alert, exactly").
///
/// It knows no rule, list or catalogue: every number that follows from the purchases shown is computed again and
/// compared exactly; what does not follow from them is reported as unchecked, never as wrong. Pure and synchronous.
package enum AlertVerification {
    /// - Returns: what is wrong, and what could not be checked, in the order in which the event shows it. A
    ///   `withdrawn` event is checked like the alert that it withdraws.
    package static func check(event: AlertEvent) -> [Finding] {
        var check = AlertCheck(event)
        check.envelope()
        check.subject()
        check.purchases()
        check.receipts()
        check.indicators()
        check.evidence()
        check.covered()
        return check.findings
    }
}

/// One event under check, and what was found so far.
struct AlertCheck {
    let event: AlertEvent
    /// Purchases by key; the first of equal ones.
    let records: [ExactText: PurchaseRecord]
    /// The lists that the event states, and as messages show them.
    let lists: Set<ExactText>
    let listsText: String
    private(set) var findings: [Finding] = []

    var data: AlertData { event.data }
    /// Purchases were left out to keep the event small, so sums are bounds only.
    var isPartial: Bool { event.data.omitted > 0 }

    init(_ event: AlertEvent) {
        self.event = event
        records = Dictionary(
            event.data.purchases.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        lists = Set(event.data.lists.map { ExactText($0.id) })
        listsText = Self.cut(lists.sorted().map(\.string).joined(separator: ", "))
    }

    /// A person reads no more of a value, and an event could have each of its values in each of its findings.
    private static let textMax = 1_000

    private static func cut(_ text: String) -> String {
        text.utf8.count <= textMax ? text : String(text.unicodeScalars.prefix(textMax)) + "…"
    }

    mutating func wrong(
        _ code: Finding.Code, _ message: String, expected: String? = nil, found: String? = nil
    ) {
        findings.append(
            Finding(
                eventID: event.id, severity: .wrong, code: code, message: Self.cut(message),
                expected: expected.map(Self.cut), found: found.map(Self.cut)))
    }

    mutating func unchecked(_ code: Finding.Code, _ message: String) {
        findings.append(
            Finding(eventID: event.id, severity: .unchecked, code: code, message: Self.cut(message)))
    }
}

extension PurchaseRecord {
    /// The key without its line; nil where the key has no parts.
    var receiptKey: ExactText? {
        guard let slash = key.string.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return ExactText(String(key.string[..<slash]))
    }

    /// The place in every list of purchases: by the line's own time, then the key.
    static func inOrder(_ left: PurchaseRecord, _ right: PurchaseRecord) -> Bool {
        left.time == right.time ? left.key < right.key : left.time < right.time
    }
}
