import Delivery
import Documents

/// How an endpoint is connected to: `tls:`, `proxy:` and `answer_within:`.
extension DeliveryConfigReader {
    static let transportKeys = ["tls", "proxy", "answer_within"]

    func transport(_ fields: FieldReader) -> EndpointTransport {
        var transport = EndpointTransport()
        transport.proxy = fields.text("proxy")
        if let node = fields.value("tls"),
            let tls = FieldReader(node, "`tls`", keys: ["ca", "certificate", "key", "pins"], findings)
        {
            transport.authorityFile = tls.text("ca").map(resolved)
            transport.certificateFile = tls.text("certificate").map(resolved)
            transport.keyFile = tls.text("key").map(resolved)
            transport.pinnedKeys = tls.texts("pins") ?? []
        }
        return transport
    }

    /// Seconds for one attempt, from its start to the end of the answer.
    func answerWithin(_ fields: FieldReader) -> Int? {
        guard let seconds = fields.seconds("answer_within", from: 1) else { return nil }
        guard seconds <= 300 else {
            findings.error(
                .outOfRange, at: fields.value("answer_within")?.place, "`answer_within` must be at most 300s",
                help: "a recipient that needs longer should store first, answer, and work later")
            return nil
        }
        return Int(seconds)
    }

    /// Where a problem of the endpoint is said.
    func place(of error: EndpointError, in fields: FieldReader) -> YAMLPlace? {
        switch error.code {
        case .notAURL, .scheme, .credentials, .mail, .password:
            (fields.value("url") ?? fields.value("mail"))?.place
        case .proxy: fields.value("proxy")?.place
        case .authorities, .certificate, .pin: fields.value("tls")?.place
        }
    }
}
