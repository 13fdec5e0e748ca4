import Purchases
import Webhooks

/// Decides about requests: which are events of a known sender, and why not. A value without effects.
///
/// The order of the checks is part of the contract: nothing of a body is read as JSON before its signature holds.
package struct Intake: Sendable {
    package static let contentType = "application/cloudevents+json"

    /// Where events are posted to.
    package var paths: Set<String>
    /// One, or several while one is rotated.
    package var secrets: [WebhookSecret]
    /// How far a timestamp may be from now, either way.
    package var toleranceSeconds: Int64
    package var bodyBytesMax: Int

    package init(
        secrets: [WebhookSecret], paths: Set<String> = ["/"],
        toleranceSeconds: Int64 = WebhookSignature.defaultToleranceSeconds, bodyBytesMax: Int = 1 << 20
    ) {
        self.paths = paths
        self.secrets = secrets
        self.toleranceSeconds = toleranceSeconds
        self.bodyBytesMax = bodyBytesMax
    }

    /// What can be said before the body is read.
    ///
    /// - Parameter length: the announced length of the body, where one is.
    package func check(method: String, path: String, contentType: String?, length: String?) throws(Refusal) {
        guard paths.contains(path) else {
            throw Refusal(
                .notFound, "nothing is received at this path",
                help: "post to \(paths.sorted().joined(separator: " or "))")
        }
        guard method == "POST" else {
            throw Refusal(.methodNotAllowed, "events are posted", help: "use POST")
        }
        let type = contentType?.split(separator: ";").first?.filter { !$0.isWhitespace }.lowercased()
        guard type == Self.contentType else {
            throw Refusal(
                .unsupportedContentType, "the body is not announced as \(Self.contentType)",
                help: "send content-type: \(Self.contentType)")
        }
        if let length, let bytes = Int(length), bytes > bodyBytesMax { throw tooLarge }
    }

    var tooLarge: Refusal {
        Refusal(
            .bodyTooLarge, "the body has more than \(bodyBytesMax) bytes",
            help: "send events of at most that size, or ask the recipient to allow more")
    }

    /// Reads the event of a whole request.
    ///
    /// - Parameters:
    ///   - header: the value of a header; several values of one name are joined by commas.
    ///   - now: seconds since 1970.
    package func read(
        header: (String) -> String?, body: [UInt8], now: EventTime
    ) throws(Refusal) -> (event: AlertEvent, stored: StoredEvent) {
        guard body.count <= bodyBytesMax else { throw tooLarge }
        let headers = WebhookHeaders(
            id: try required(WebhookHeaders.idName, header),
            timestamp: try required(WebhookHeaders.timestampName, header),
            signature: try required(WebhookHeaders.signatureName, header))
        try verify(headers, body: body, now: now)
        guard let text = String(validating: body, as: UTF8.self) else {
            throw Refusal(.notJSON, "the body is not UTF-8", help: "send one JSON object in UTF-8")
        }
        let event: AlertEvent
        do throws(EventDecodingError) {
            event = try EventEncoding.decode(body)
        } catch {
            throw error.message == "not JSON"
                ? Refusal(.notJSON, "the body is not JSON", help: "send one JSON object in UTF-8")
                : Refusal(
                    .eventInvalid, "the body is not an alert event: \(error.message)",
                    help: "the form is that of `tillwatch schema alert`")
        }
        try checkNames(event, headers: headers)
        return (event, StoredEvent(received: now, headers: headers, body: text))
    }

    private func required(_ name: String, _ header: (String) -> String?) throws(Refusal) -> String {
        guard let value = header(name), !value.isEmpty else {
            throw Refusal(
                .headerMissing, "\(name) is missing",
                help:
                    "sign requests as Standard Webhooks says: webhook-id, webhook-timestamp, webhook-signature"
            )
        }
        return value
    }

    private func verify(_ headers: WebhookHeaders, body: [UInt8], now: EventTime) throws(Refusal) {
        let seconds = now.microseconds / 1_000_000
        let result = WebhookSignature.verify(
            headers, body: body, secrets: secrets, now: seconds, tolerance: toleranceSeconds)
        guard case .failure(let failure) = result else { return }
        switch failure {
        case .badID, .badTimestamp:
            throw Refusal(
                .headerMalformed, "\(failure)",
                help: "webhook-id is the event's id; webhook-timestamp counts seconds")
        case .tooOld, .tooNew:
            throw Refusal(
                .timestampOutOfTolerance, "\(failure); \(toleranceSeconds) s are tolerated",
                help: "set the clocks of sender and recipient; sign every attempt anew")
        case .noMatch:
            throw Refusal(
                .signatureMismatch, "\(failure)",
                help: "use the secret that the recipient gave, and send exactly the bytes that were signed")
        }
    }

    private func checkNames(_ event: AlertEvent, headers: WebhookHeaders) throws(Refusal) {
        guard EventID(event.id) != nil else {
            throw Refusal(
                .eventInvalid, "id is not 32 hex digits, a hyphen and a revision",
                help: "the form is that of `tillwatch schema alert`")
        }
        guard event.id == headers.id, event.id == "\(event.subject)-\(event.data.revision)" else {
            throw Refusal(
                .idMismatch, "webhook-id, id and subject-revision are not the same",
                help: "webhook-id is the event's id, for ever")
        }
        guard event.type != .withdrawn || event.data.reason != nil else {
            throw Refusal(
                .eventInvalid, "a withdrawn alert has no reason",
                help: "the form is that of `tillwatch schema alert`")
        }
    }
}
