import CCurl
import Foundation
import Journal
import Webhooks

/// One mail over SMTP, composed by curl's mime interface.
@safe final class MailTransfer: CurlTransfer {
    private let plan: MailPlan
    private let secrets: [WebhookSecret]
    private let tellsAnswers: Bool
    private let recipients: CurlList
    private var headers: CurlList?
    private var mime: MailMime?
    /// Where curl says what it could not do.
    private let message: UnsafeMutablePointer<CChar>
    fileprivate var answers = MailAnswers()

    /// - Returns: nil when curl has no memory or does not know an option.
    init?(endpoint: Endpoint, plan: MailPlan, password: String?) {
        self.plan = plan
        secrets = endpoint.secrets
        tellsAnswers = endpoint.tellsAnswers
        guard let recipients = CurlList(plan.to.map { "<\($0)>" }) else { return nil }
        self.recipients = recipients
        // because this object owns it until its end.
        unsafe message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        super.init(endpoint: endpoint)
        var all = set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        // Without TLS nothing is sent, but where the configuration says so by name.
        let security = plan.isUnencrypted ? CURLUSESSL_NONE : CURLUSESSL_ALL
        all = all && set(CURLOPT_USE_SSL, Int(security.rawValue))
        if let user = plan.user, let password {
            all = all && set(CURLOPT_USERNAME, user) && set(CURLOPT_PASSWORD, password)
        }
        all = all && set(CURLOPT_MAIL_FROM, "<\(plan.from)>")
        // One connection for each mail: nothing of one can be taken for an answer to another.
        all = all && set(CURLOPT_FORBID_REUSE, 1) && set(CURLOPT_FRESH_CONNECT, 1)
        let seconds = max(milliseconds(endpoint.totalTimeout) / 1000, 1)
        all = all && set(CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds)
        // because curl reads the list and writes the message while they live, and passes the pointer back to a function
        // of the type that it calls.
        let isSet =
            unsafe all
            && tillwatch_set_list(handle, CURLOPT_MAIL_RCPT, recipients.list) == CURLE_OK
            && tillwatch_set_pointer(handle, CURLOPT_ERRORBUFFER, message) == CURLE_OK
            && tillwatch_set_receive(handle, CURLOPT_HEADERFUNCTION, receiveReply) == CURLE_OK
            && tillwatch_set_pointer(handle, CURLOPT_HEADERDATA, context) == CURLE_OK
        guard isSet else { return nil }
    }

    deinit {
        // because both are this object's; the handle is told first.
        _ = unsafe tillwatch_set_pointer(handle, CURLOPT_ERRORBUFFER, nil)
        unsafe message.deallocate()
    }

    override func prepare(_ attempt: CourierState.Attempt, resolved: ResolvedNames?) -> AttemptResult? {
        if let failure = super.prepare(attempt, resolved: resolved) { return failure }
        let entry = attempt.first
        guard WebhookSignature.isID(entry.eventID) else {
            return .unsendable(message: "the event's id cannot stand in a header")
        }
        answers = MailAnswers()
        unsafe message.update(repeating: 0, count: Int(CURL_ERROR_SIZE))
        let now = Int64(Date().timeIntervalSince1970)
        let letter = MailLetter(
            eventID: entry.eventID, body: entry.body, language: plan.language, isSigned: !secrets.isEmpty)
        var signature: [String] = []
        if !secrets.isEmpty {
            let signed = WebhookSignature.headers(
                id: entry.eventID, timestamp: now, body: entry.body, secrets: secrets)
            signature = [
                "\(WebhookHeaders.idName): \(signed.id)",
                "\(WebhookHeaders.timestampName): \(signed.timestamp)",
                "\(WebhookHeaders.signatureName): \(signed.signature)",
            ]
        }
        // because the handle is this object's, and alive.
        guard let mime = unsafe MailMime(handle, letter, event: entry.body, signature: signature),
            let headers = CurlList(MailHeaders.lines(letter, plan, now: now))
        else { return Self.unprepared }
        // because curl reads both while they live here.
        let isSet =
            unsafe tillwatch_set_list(handle, CURLOPT_HTTPHEADER, headers.list) == CURLE_OK
            && tillwatch_set_pointer(handle, CURLOPT_MIMEPOST, UnsafeRawPointer(mime.mime)) == CURLE_OK
        // Those of the attempt before are let go only now.
        self.headers = headers
        self.mime = mime
        return isSet ? nil : Self.unprepared
    }

    override func result(_ code: CURLcode) -> AttemptResult {
        // because the message is this object's, and ends in a zero.
        let said = unsafe String(cString: message)
        if code == CURLE_OK { return .replied(MailReply(code: 250, stage: .message, note: "")) }
        // That the address is not allowed, TLS and the like are no words of the server about a mail.
        switch code {
        case CURLE_SEND_ERROR, CURLE_WEIRD_SERVER_REPLY, CURLE_RECV_ERROR, CURLE_LOGIN_DENIED,
            CURLE_REMOTE_ACCESS_DENIED, CURLE_QUOTE_ERROR:
            break
        default: return super.result(code)
        }
        guard answers.code > 0 else { return super.result(code) }
        let stage = answers.stage(curlSays: said)
        // Once the mail was sent, what comes back may repeat it.
        let note = tellsAnswers || stage != .message ? answers.note : ""
        return .replied(MailReply(code: answers.code, stage: stage, note: note))
    }
}

/// Keeps the last line of what the server says.
private let receiveReply: tillwatch_receive = { bytes, size, count, context in
    // because the pointer is the one of `init`, of an object of this class that lives as long as its handle.
    guard let context = unsafe context, let bytes = unsafe bytes else { return 0 }
    let transfer = unsafe unsafeDowncast(
        Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue(), to: MailTransfer.self)
    let (length, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow else { return 0 }
    // because curl gives `length` bytes there, for the time of the call; they are copied.
    let piece = unsafe Array(UnsafeRawBufferPointer(start: bytes, count: length))
    return transfer.answers.append(piece) ? length : 0
}
