/// Why a request was not taken, as the sender is told.
package struct Refusal: Error, Hashable, Sendable {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        case notFound = "not_found"
        case methodNotAllowed = "method_not_allowed"
        case unsupportedContentType = "unsupported_content_type"
        case bodyTooLarge = "body_too_large"
        case bodyIncomplete = "body_incomplete"
        case headerMissing = "header_missing"
        case headerMalformed = "header_malformed"
        case timestampOutOfTolerance = "timestamp_out_of_tolerance"
        case signatureMismatch = "signature_mismatch"
        case notJSON = "not_json"
        case eventInvalid = "event_invalid"
        case idMismatch = "id_mismatch"
        case idConflict = "id_conflict"
        case storeUnavailable = "store_unavailable"

        /// The HTTP status that goes with it.
        package var status: Int {
            switch self {
            case .notFound: 404
            case .methodNotAllowed: 405
            case .unsupportedContentType: 415
            case .bodyTooLarge: 413
            case .bodyIncomplete, .headerMissing, .headerMalformed, .notJSON: 400
            case .timestampOutOfTolerance, .signatureMismatch: 401
            case .eventInvalid, .idMismatch: 422
            case .idConflict: 409
            case .storeUnavailable: 503
            }
        }
    }

    package var code: Code
    package var message: String
    package var help: String

    package init(_ code: Code, _ message: String, help: String) {
        self.code = code
        self.message = message
        self.help = help
    }
}

extension Refusal: Encodable {
    private enum CodingKeys: String, CodingKey { case error, message, help }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(code.rawValue, forKey: .error)
        try container.encode(message, forKey: .message)
        try container.encode(help, forKey: .help)
    }
}
