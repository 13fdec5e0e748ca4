/// What came of one attempt.
package enum AttemptResult: Sendable, Hashable {
    /// The endpoint answered; `note` is what its body said, in one short line.
    case answered(status: Int, retryAfter: Duration?, note: String)
    /// A mail server took the mail, or said why it did not.
    case replied(MailReply)
    /// It stands on the disk, or in the pipe.
    case written
    /// No answer.
    case failed(TransferFailure, message: String)
    /// The event cannot be sent as it is, whatever the endpoint.
    case unsendable(message: String)
}

/// Why there was no answer. The raw values are what reports show.
package enum TransferFailure: String, Sendable, Hashable {
    case resolve = "no such host"
    case privateAddress = "private address"
    case connect = "no connection"
    case tls = "TLS"
    case login = "login"
    case write = "not written"
    case timeout = "time-out"
    case transfer = "transfer broke off"
}

/// What an attempt's result means for the event and for the endpoint.
///
/// | result | event | endpoint |
/// |---|---|---|
/// | 2xx, whatever the body | sent | up |
/// | 415, 422 | refused: the recipient read it, and the same bytes will not fare better | up |
/// | 410 | waits | says that it is gone: nothing more is sent until an operator resumes it |
/// | 429, 502, 503, 504 | waits, and is tried again | paused, as long as `Retry-After` says (bounded) |
/// | 3xx, 401, 403, 404, 405, 407 | waits, and is tried again | paused: it is set up wrongly, for all events alike |
/// | no answer: name, connection, TLS, time-out, broken off | waits, and is tried again | paused |
/// | a private address behind a name | waits, and is tried again | paused; a brief run that never reached it ends |
/// | everything else (400, 408, 413, 425, 500 …) | waits, and is tried again | up |
/// | a mail server's 5xx about the mail or a recipient | refused | up |
/// | a mail server's 4xx about them | waits, and is tried again | up |
/// | a mail server's 421, its word about the sender, the login or the connection | waits, and is tried again | paused |
/// | a file or pipe that cannot be written | waits, and is tried again | paused |
///
/// Of several events in one attempt, 400, 413 and 422 say that one of them is not taken: each then goes by itself. A 415
/// says there that the endpoint does not know batches, and pauses it.
///
/// What waits is tried as often as its schedule says, then given up. Nothing that setting the endpoint right would mend is
/// given up at once: a 400 may be the word of a gateway that misses a client certificate, a 413 its bound.
package enum Verdict: Sendable, Hashable {
    case sent
    case refused
    case retryEvent(after: Duration?)
    case pauseEndpoint(after: Duration?)
    case wrongAddress
    case gone
}

extension Verdict {
    /// How long the event waits at least.
    func eventWaits(_ policy: RetryPolicy) -> Duration {
        if case .retryEvent(let after) = self { policy.bounded(retryAfter: after) } else { .zero }
    }
}

extension AttemptResult {
    package var verdict: Verdict { verdict(ofBatches: false) }

    /// - Parameter ofBatches: whether the endpoint is sent several events together.
    package func verdict(ofBatches: Bool) -> Verdict {
        switch self {
        case .unsendable: .refused
        case .written: .sent
        case .replied(let reply): reply.verdict
        case .failed(.privateAddress, _): .wrongAddress
        case .failed: .pauseEndpoint(after: nil)
        case .answered(let status, let retryAfter, _):
            switch status {
            case 200..<300: .sent
            case 415 where ofBatches: .pauseEndpoint(after: retryAfter)
            case 415, 422: .refused
            case 410: .gone
            case 429, 502, 503, 504: .pauseEndpoint(after: retryAfter)
            case 300..<400, 401, 403, 404, 405, 407: .pauseEndpoint(after: retryAfter)
            default: .retryEvent(after: retryAfter)
            }
        }
    }

    /// Whether one event of several may be what was not taken.
    var mayBeOfOneEvent: Bool {
        if case .answered(let status, _, _) = self { [400, 413, 422].contains(status) } else { false }
    }

    /// Whether there is somebody who answers.
    var isAnswer: Bool {
        switch self {
        case .answered, .replied, .written: true
        case .failed, .unsendable: false
        }
    }

    /// What reports group by.
    package var cause: String {
        switch self {
        case .answered(let status, _, _): "HTTP \(status)"
        case .replied(let reply): "SMTP \(reply.code)"
        case .written: "written"
        case .failed(let failure, _): failure.rawValue
        case .unsendable: "unsendable"
        }
    }

    /// One line for the outbox and the report; nil when the event was sent.
    package var error: String? {
        switch self {
        case .answered(200..<300, _, _), .written: nil
        case .replied(let reply): reply.isTaken ? nil : "\(cause)\(reply.words)"
        case .answered(300..<400, _, _): "\(cause): redirects are not followed"
        case .answered(_, _, let note): note.isEmpty ? cause : "\(cause): \(note)"
        case .failed(_, let message): message.isEmpty ? cause : "\(cause): \(message)"
        case .unsendable(let message): message
        }
    }
}
