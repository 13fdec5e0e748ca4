import Journal

/// The last error of one cause, and how many attempts ended with that cause.
package struct DeliveryFailure: Sendable, Hashable {
    package var cause: String
    package var attempts: Int
    /// One line.
    package var message: String

    package init(cause: String, attempts: Int, message: String) {
        self.cause = cause
        self.attempts = attempts
        self.message = message
    }
}

/// What a courier's run came to.
package struct DeliveryReport: Sendable, Hashable {
    /// Sent in this run, and durably recorded as sent.
    package var sent: Int
    /// Refused or given up in this run.
    package var refused: Int
    /// Left in the outbox at the end.
    package var waiting: Int
    /// All that the outbox holds at the end, of earlier runs too.
    package var outbox: OutboxCounts
    /// In order of cause.
    package var lastErrors: [DeliveryFailure]
    /// The endpoint ended the run itself: it is gone (410), or its name leads to a private address.
    package var endedByEndpoint: Bool
    /// An operator paused the endpoint, or it said that it is gone, in this run or before.
    package var isHalted: Bool
    /// Set when the outbox or curl failed; the counts of the outbox are then not known, and zero.
    package var failure: CourierError?

    package init(
        sent: Int = 0, refused: Int = 0, waiting: Int = 0,
        outbox: OutboxCounts = OutboxCounts(waiting: 0, sent: 0, refused: 0),
        lastErrors: [DeliveryFailure] = [],
        endedByEndpoint: Bool = false, isHalted: Bool = false, failure: CourierError? = nil
    ) {
        self.sent = sent
        self.refused = refused
        self.waiting = waiting
        self.outbox = outbox
        self.lastErrors = lastErrors
        self.endedByEndpoint = endedByEndpoint
        self.isHalted = isHalted
        self.failure = failure
    }
}

/// What ends a courier before its work is done. Events not recorded as sent stay in the outbox.
package struct CourierError: Error, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        case outbox = "OUTBOX_FAILED"
        case curl = "CURL_FAILED"
    }

    package var code: Code
    package var message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    package var hint: String {
        switch code {
        case .outbox:
            "check the disk that holds the journal; what was not recorded is sent again, with the same id"
        case .curl: "the system could not give curl what it needs: check memory and open files"
        }
    }
    package var description: String { "error[\(code.rawValue)]: \(message)" }
}
