/// What is wrong with a feed, as long as it is.
package struct HealthFinding: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        /// Nothing comes of a source where lines usually do.
        case silentSource = "silent_source"
        case silentStore = "silent_store"
        case silentTill = "silent_till"
        /// No file came into a folder on a day on which one usually does.
        case fileMissing = "file_missing"
        /// Receipt numbers of a till are missing.
        case receiptGap = "receipt_gap"
        case clockAhead = "clock_ahead"
        case clockBehind = "clock_behind"
        /// Much more lines than usual cannot be read.
        case unreadableShare = "unreadable_share"
        /// Much fewer receipts than usual name a buyer.
        case tokenlessShare = "tokenless_share"
        /// Much more lines than usual are of products that nobody knows.
        case unknownShare = "unknown_share"
    }

    /// What it is about. At most one finding of a subject is open at a time.
    package struct Subject: Sendable, Hashable, Comparable {
        package var kind: Kind
        package var source: String
        package var store: ExactText?
        package var till: ExactText?

        package init(_ kind: Kind, source: String, store: ExactText? = nil, till: ExactText? = nil) {
            self.kind = kind
            self.source = source
            self.store = store
            self.till = till
        }

        package static func < (left: Self, right: Self) -> Bool {
            left.order.lexicographicallyPrecedes(right.order)
        }

        private var order: [ExactText] {
            [ExactText(source), store ?? "", till ?? "", ExactText(kind.rawValue)]
        }
    }

    /// Why one is closed.
    package enum Ending: String, Sendable, Hashable, Codable {
        /// It is over: lines come again, the gap was filled, the share is as it was.
        case over
        /// It lasted so long that it is what is usual now.
        case usual
        /// Nothing was heard for so long that it is no longer looked for.
        case forgotten
    }

    package var subject: Subject
    /// When it was found, by the clock of this machine.
    package var opened: EventTime
    /// The last time at which all was well; nil where that is not known.
    package var since: EventTime?
    /// What was seen, for people; names no buyer.
    package var detail: String

    package init(subject: Subject, opened: EventTime, since: EventTime? = nil, detail: String) {
        self.subject = subject
        self.opened = opened
        self.since = since
        self.detail = detail
    }
}

/// A finding that came, or went.
package enum HealthChange: Sendable, Hashable {
    case opened(HealthFinding)
    case closed(HealthFinding, HealthFinding.Ending, at: EventTime)
}

/// What is kept of a source, of a store or of a till; store and till are empty where it is of the whole.
package struct HealthState: Sendable, Hashable {
    package struct Name: Sendable, Hashable {
        package var source: String
        package var store: ExactText
        package var till: ExactText

        package init(source: String, store: ExactText = "", till: ExactText = "") {
            self.source = source
            self.store = store
            self.till = till
        }
    }

    package var name: Name
    /// JSON; nil where it is no longer kept.
    package var content: [UInt8]?

    package init(name: Name, content: [UInt8]?) {
        self.name = name
        self.content = content
    }
}
