import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The answers of a push as HTTP says them.
enum PushResponse {
    static func accepted(_ counts: PushCounts) -> Response {
        response(status: 200, [.contentType: "application/json"], counts)
    }

    static func refused(_ problem: PushProblem) -> Response {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        switch problem.status {
        case 401: headers[.wwwAuthenticate] = "Bearer"
        case 405: headers[.allow] = "POST"
        case 429: headers[.retryAfter] = "1"
        case 409, 503: headers[.retryAfter] = "5"
        default: break
        }
        return response(status: problem.status, headers, problem)
    }

    private static func response(status: Int, _ headers: HTTPFields, _ body: some Encodable) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Numbers and texts always encode; an empty body would still carry the status.
        let bytes = (try? encoder.encode(body)) ?? Data()
        return Response(
            status: HTTPResponse.Status(code: status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes + [0x0A])))
    }
}

extension PushProblem {
    /// More waits than may wait.
    static let pressure = PushProblem(
        status: 429, "Too much at once", "more is waiting than may wait",
        help: "send it again after the time that Retry-After tells")
}
