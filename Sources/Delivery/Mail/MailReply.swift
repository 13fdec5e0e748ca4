/// The last word of a mail server on one mail.
package struct MailReply: Sendable, Hashable {
    /// What the server was talked to about.
    package enum Stage: String, Sendable, Hashable {
        /// Greeting, TLS, or anything that is not of one mail.
        case session
        case sender
        case recipient
        /// The mail itself.
        case message
    }

    package var code: Int
    package var stage: Stage
    /// What it said, in one short line; empty where that is not to be told.
    package var note: String

    package init(code: Int, stage: Stage, note: String) {
        self.code = code
        self.stage = stage
        self.note = note
    }

    var isTaken: Bool { stage == .message && (200..<300).contains(code) }

    /// Says about what, and what.
    var words: String {
        let about =
            switch stage {
            case .session: ""
            case .sender: " about the sender"
            case .recipient: " about a recipient"
            case .message: " about the mail"
            }
        return about + (note.isEmpty ? "" : ": \(note)")
    }

    /// A login or a sender that is not taken is so for all mails alike; a mail or a recipient is a matter of that mail.
    var verdict: Verdict {
        if isTaken { return .sent }
        // "Shutting down", and every word about logging in (RFC 4954).
        if [421, 432, 454, 530, 534, 535, 538].contains(code) { return .pauseEndpoint(after: nil) }
        switch (stage, code) {
        case (.recipient, 500..<600), (.message, 500..<600): return .refused
        case (.recipient, 400..<500), (.message, 400..<500): return .retryEvent(after: nil)
        default: return .pauseEndpoint(after: nil)
        }
    }
}
