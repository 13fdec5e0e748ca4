import CCurl
import Foundation
import Journal
import Webhooks

/// One `POST` of an event, or of several, to a webhook.
@safe final class HookTransfer: CurlTransfer {
    private let secrets: [WebhookSecret]
    private let tellsAnswers: Bool
    private let takesBatches: Bool
    private var headers: CurlList?
    fileprivate var body: [UInt8] = []
    fileprivate var bodyBytes = 0
    fileprivate var headerBytes = 0
    fileprivate var headersComplete = false

    /// - Returns: nil when curl has no memory or does not know an option.
    init?(endpoint: Endpoint, batchMax: Int) {
        secrets = endpoint.secrets
        tellsAnswers = endpoint.tellsAnswers
        takesBatches = batchMax > 1
        super.init(endpoint: endpoint)
        var all = set(CURLOPT_PROTOCOLS_STR, "http,https") && set(CURLOPT_FOLLOWLOCATION, 0)
        all = all && set(CURLOPT_USERAGENT, endpoint.userAgent)
        all = all && set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Attempts wait a moment for a connection that HTTP/2 may share, rather than opening their own.
        all = all && set(CURLOPT_PIPEWAIT, 1) && set(CURLOPT_POST, 1)
        all = all && set(CURLOPT_LOW_SPEED_LIMIT, 1) && set(CURLOPT_LOW_SPEED_TIME, 20)
        // because curl only passes the pointer back, to the functions below, while a transfer runs, and they have the
        // types that curl calls.
        let isSet =
            unsafe all
            && tillwatch_set_receive(handle, CURLOPT_WRITEFUNCTION, receiveBody) == CURLE_OK
            && tillwatch_set_pointer(handle, CURLOPT_WRITEDATA, context) == CURLE_OK
            && tillwatch_set_receive(handle, CURLOPT_HEADERFUNCTION, receiveHeader) == CURLE_OK
            && tillwatch_set_pointer(handle, CURLOPT_HEADERDATA, context) == CURLE_OK
        guard isSet else { return nil }
    }

    override func prepare(_ attempt: CourierState.Attempt, resolved: ResolvedNames?) -> AttemptResult? {
        if let failure = super.prepare(attempt, resolved: resolved) { return failure }
        guard attempt.entries.allSatisfy({ WebhookSignature.isID($0.eventID) }) else {
            return .unsendable(message: "the event's id cannot stand in a header")
        }
        body = []
        bodyBytes = 0
        headerBytes = 0
        headersComplete = false
        let message = HookMessage(attempt, isBatch: takesBatches)
        let signed = WebhookSignature.headers(
            id: message.id, timestamp: Int64(Date().timeIntervalSince1970), body: message.body,
            secrets: secrets)
        let lines = [
            "Content-Type: \(message.type)",
            "\(WebhookHeaders.idName): \(signed.id)",
            "\(WebhookHeaders.timestampName): \(signed.timestamp)",
            "\(WebhookHeaders.signatureName): \(signed.signature)",
            // No waiting for a "100 Continue" that few servers send.
            "Expect:",
        ]
        guard let list = CurlList(lines) else { return Self.unprepared }
        // because curl reads the list while it lives here, and copies the body during the call.
        let isSet =
            unsafe tillwatch_set_list(handle, CURLOPT_HTTPHEADER, list.list) == CURLE_OK
            && tillwatch_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(message.body.count))
                == CURLE_OK
            && message.body.withUnsafeBytes { bytes in
                unsafe tillwatch_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress) == CURLE_OK
            }
        // The one of the attempt before is let go only now.
        headers = list
        return isSet ? nil : Self.unprepared
    }

    override func result(_ code: CURLcode) -> AttemptResult {
        // because the handle is this object's, and alive.
        let status = unsafe Int(tillwatch_get_long(handle, CURLINFO_RESPONSE_CODE))
        // The answer counts once its headers are complete, whatever became of its body.
        guard headersComplete, status >= 200 else { return super.result(code) }
        // because of the same.
        let seconds = unsafe tillwatch_get_offset(handle, CURLINFO_RETRY_AFTER)
        let retryAfter = seconds > 0 ? Duration.seconds(min(Int64(seconds), 1_000_000)) : nil
        let note = tellsAnswers ? AnswerText.line(body) : ""
        return .answered(status: status, retryAfter: retryAfter, note: note)
    }
}

/// What one request to a webhook says: a pure function of the events, so that the same ones are the same bytes under the
/// same id.
struct HookMessage: Hashable {
    var id: String
    var type: String
    var body: [UInt8]

    /// - Parameter isBatch: a list of events, also of one; its id is then the event's own.
    init(_ attempt: CourierState.Attempt, isBatch: Bool) {
        id = attempt.first.eventID
        guard isBatch else {
            type = "application/cloudevents+json"
            body = attempt.first.body
            return
        }
        type = WebhookBatch.contentType
        body = [UInt8(ascii: "[")]
        body.reserveCapacity(attempt.entries.reduce(2) { $0 + $1.body.count + 1 })
        for (index, entry) in attempt.entries.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += entry.body
        }
        body.append(UInt8(ascii: "]"))
        guard !attempt.others.isEmpty else { return }
        id = WebhookBatch.id(of: attempt.entries.map(\.eventID))
    }
}

/// The transfer that curl was given; curl calls on the thread that performs it.
private func transfer(_ context: UnsafeMutableRawPointer?) -> HookTransfer? {
    // because the pointer is the one of `init`, of an object of this class that lives as long as its handle.
    unsafe context.map {
        unsafe unsafeDowncast(
            Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue(), to: HookTransfer.self)
    }
}

/// Keeps the first bytes of the body, and reads a little further, so that the connection can be used again. More ends the
/// transfer: the status is known.
private let receiveBody: tillwatch_receive = { bytes, size, count, context in
    // because the pointer is curl's context.
    guard let transfer = unsafe transfer(context), let bytes = unsafe bytes else { return 0 }
    let (length, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, length <= AnswerText.readBytesMax - transfer.bodyBytes else { return 0 }
    transfer.bodyBytes += length
    let room = AnswerText.bodyBytesMax - transfer.body.count
    // because curl gives `length` bytes there, for the time of the call; they are copied.
    let arrived = unsafe UnsafeRawBufferPointer(start: bytes, count: min(length, room))
    unsafe transfer.body.append(contentsOf: arrived)
    return length
}

/// Bounds the headers, and finds their end.
private let receiveHeader: tillwatch_receive = { bytes, size, count, context in
    // because the pointer is curl's context.
    guard let transfer = unsafe transfer(context), let bytes = unsafe bytes else { return 0 }
    let (length, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, length <= AnswerText.headerBytesMax - transfer.headerBytes else { return 0 }
    transfer.headerBytes += length
    // because curl gives `length` bytes there, for the time of the call.
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: length)
    let isBlank = unsafe line.allSatisfy { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
    // An interim answer (1xx) ends like any other; a status line begins the next one.
    transfer.headersComplete = isBlank
    return length
}
