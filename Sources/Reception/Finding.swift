/// One thing that a recipient's check has to say about an event.
package struct Finding: Sendable, Hashable, Encodable {
    package enum Severity: String, Sendable, Hashable, Encodable {
        /// The event contradicts itself, its signature or its copy.
        case wrong
        /// What is said cannot be recomputed from what the event carries; nothing speaks against it.
        case unchecked
    }

    /// What was looked at. The raw values are what `tillwatch verify` prints, and stay.
    package enum Code: String, Sendable, Hashable, CaseIterable, Encodable {
        // The stored record.
        case notAnEvent = "not_an_event"
        case lineTooLong = "line_too_long"
        case signatureWrong = "signature_wrong"
        case signatureUnchecked = "signature_unchecked"
        case headerID = "header_id"
        case conflictingCopies = "conflicting_copies"
        // The event.
        case eventID = "event_id"
        case source
        case subject
        case subjectUnconfirmed = "subject_unconfirmed"
        case buyerOrAbout = "buyer_or_about"
        case reasonMissing = "reason_missing"
        case follows
        case score
        case noIndicators = "no_indicators"
        case confidential
        case noOwnPurchase = "no_own_purchase"
        case about
        case partial
        // A purchase.
        case purchaseKey = "purchase_key"
        case purchaseOrder = "purchase_order"
        case purchaseUnlisted = "purchase_unlisted"
        case purchaseUnused = "purchase_unused"
        case quantity
        case before
        case covered
        case moment
        case substances
        case concentration
        case mass
        case volume
        // An indicator.
        case indicatorOrder = "indicator_order"
        case indicatorPurchases = "indicator_purchases"
        case rule
        case counted
        case measure
        case value
        case valueUnchecked = "value_unchecked"
        case threshold
        case unit
        case window
        case windowUnchecked = "window_unchecked"
        case group
        case groupUnchecked = "group_unchecked"
        case conditions
        case sequence
        case absence
        case usual
        case usualUnchecked = "usual_unchecked"
    }

    private enum CodingKeys: String, CodingKey {
        case eventID = "event"
        case severity, code, message, expected, found
    }

    /// Nil where no id could be read.
    package var eventID: String?
    package var severity: Severity
    package var code: Code
    package var message: String
    package var expected: String?
    package var found: String?

    package init(
        eventID: String?, severity: Severity, code: Code, message: String, expected: String? = nil,
        found: String? = nil
    ) {
        self.eventID = eventID
        self.severity = severity
        self.code = code
        self.message = message
        self.expected = expected
        self.found = found
    }
}

extension Finding: CustomStringConvertible {
    /// `wrong[score]: message (expected 100, found 101)`.
    package var description: String {
        let parts = [expected.map { "expected \($0)" }, found.map { "found \($0)" }].compactMap { $0 }
        let rest = parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
        return "\(severity.rawValue)[\(code.rawValue)]: \(message)\(rest)"
    }
}
