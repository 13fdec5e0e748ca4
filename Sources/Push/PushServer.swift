import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization

/// Takes lines over HTTP, and answers 200 only once they are committed.
///
/// `run` serves until its service group shuts down gracefully; whoever reads closes the queue then, and open requests are
/// answered. Bounds: so many connections, a body of at most `bodyMax` bytes, and the queue's for all bodies together.
package struct PushServer: Service {
    /// Where it listens, and who may send there.
    package struct Plan: Sendable {
        package var host: String
        /// 0 takes any free port; `onListening` says which.
        package var port: Int
        package var path = "/"
        package var bodyMax = 16 << 20
        /// Nil: nobody is asked for a token.
        package var access: PushAccess?
        package var tls: TLSConfiguration?
        package var connectionsMax = 256

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    private let plan: Plan
    private let queue: PushQueue
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void
    private let known: KnownRequests

    package init(
        plan: Plan, queue: PushQueue, logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.plan = plan
        self.queue = queue
        self.logger = logger
        self.onListening = onListening
        known = KnownRequests()
    }

    /// - Throws: `PushError` when the address cannot be listened on.
    package func run() async throws {
        do {
            try await application().run()
        } catch let error where error is IOError || error is SocketAddressError.UnknownHost {
            throw PushError(host: plan.host, port: plan.port, reason: error)
        }
    }

    private func application() throws -> some ApplicationProtocol {
        let http = HTTP1Channel.Configuration(
            idleTimeout: .seconds(60),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
        let server: HTTPServerBuilder =
            try plan.tls.map { try .tls(.http1(configuration: http), tlsConfiguration: $0) }
            ?? .http1(configuration: http)
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in await respond(to: request) },
            server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(plan.host, port: plan.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(plan.connectionsMax, logger: quiet)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? plan.port) },
            logger: quiet)
    }

    private func respond(to request: Request) async -> Response {
        do throws(PushProblem) {
            return PushResponse.accepted(try await take(request))
        } catch {
            // Pressure is normal and told by the answer; the rest is somebody's mistake.
            logger.log(
                level: error.status == 429 ? .debug : .notice, "a push was refused",
                metadata: [
                    "status": "\(error.status)", "reason": "\(error.detail)", "code": "\(error.code ?? "-")",
                ])
            return PushResponse.refused(error)
        }
    }

    private func take(_ request: Request) async throws(PushProblem) -> PushCounts {
        guard request.uri.path == plan.path else {
            throw PushProblem(status: 404, "Not found", "lines are taken at \(plan.path)")
        }
        if let access = plan.access, !access.admits(request.headers[.authorization]) {
            throw PushProblem(
                status: 401, "Not authorized", "the request shows no valid token",
                help: "send `Authorization: Bearer TOKEN` with one of this source's tokens")
        }
        guard request.method == .post else {
            throw PushProblem(status: 405, "Method not allowed", "lines are sent with POST")
        }
        let key = try idempotencyKey(request)
        guard queue.reserve(bytes: 0, request: true) else { throw PushProblem.pressure }
        var bytes = 0
        defer { queue.release(bytes: bytes) }
        let body = try await body(of: request, reserved: &bytes)
        guard let key else { return try await counts(of: body) }
        let digest = SHA256.hash(data: body)
        switch known.begin(key, digest) {
        case .new: break
        case .answered(let counts): return counts
        case .underWay:
            throw PushProblem(
                status: 409, "Conflict", "a request with this Idempotency-Key is still being read",
                help: "send it again a little later")
        case .other:
            throw PushProblem(
                status: 422, "Key used before", "this Idempotency-Key came with another body before",
                help: "make a new key for each body")
        }
        do throws(PushProblem) {
            let counts = try await counts(of: body)
            known.end(key, counts)
            return counts
        } catch {
            known.end(key, nil)
            throw error
        }
    }

    private func counts(of body: [UInt8]) async throws(PushProblem) -> PushCounts {
        let waiting = PushRequest(body: body)
        queue.put(waiting)
        switch await waiting.answered() {
        case .accepted(let counts): return counts
        case .unreadable(let problem): throw problem
        case .ending:
            throw PushProblem(
                status: 503, "Ending", "the service is about to end; nothing was taken",
                help: "send it again later")
        }
    }

    private func idempotencyKey(_ request: Request) throws(PushProblem) -> String? {
        guard let name = HTTPField.Name("Idempotency-Key"), let key = request.headers[name] else {
            return nil
        }
        guard (1...255).contains(key.utf8.count) else {
            throw PushProblem(
                status: 400, "Bad key", "the Idempotency-Key has \(key.utf8.count) bytes",
                help: "send 1 to 255 bytes, such as a UUID")
        }
        return key
    }

    /// The whole body, never more than the bounds in memory.
    ///
    /// - Parameter reserved: counts the bytes that the queue has room for.
    private func body(of request: Request, reserved: inout Int) async throws(PushProblem) -> [UInt8] {
        let tooLarge = PushProblem(
            status: 413, "Too large", "the body has more than \(plan.bodyMax) bytes",
            help: "send it in several requests, each of whole receipts")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > plan.bodyMax {
            throw tooLarge
        }
        var bytes: [UInt8] = []
        do {
            for try await piece in request.body {
                guard bytes.count + piece.readableBytes <= plan.bodyMax else { throw tooLarge }
                guard queue.reserve(bytes: piece.readableBytes, request: false) else {
                    throw PushProblem.pressure
                }
                reserved += piece.readableBytes
                bytes += piece.readableBytesView
            }
        } catch let problem as PushProblem {
            throw problem
        } catch {
            throw PushProblem(
                status: 400, "Incomplete", "the body did not arrive whole", help: "send it again")
        }
        return bytes
    }
}

/// The memory of `IdempotencyKeys`, shared by the requests.
private final class KnownRequests: Sendable {
    private let keys = Mutex(IdempotencyKeys())

    func begin(_ key: String, _ digest: SHA256.Digest) -> IdempotencyKeys.Known {
        keys.withLock { $0.begin(key, digest: digest) }
    }

    func end(_ key: String, _ counts: PushCounts?) { keys.withLock { $0.end(key, counts: counts) } }
}

/// The address cannot be listened on.
package struct PushError: Error, Sendable, CustomStringConvertible {
    package let code = "LISTEN_FAILED"
    package var message: String
    package let hint = "name another `listen: HOST:PORT`, or stop what listens there"

    init(host: String, port: Int, reason: any Error) {
        message = "cannot listen on \(host):\(port): \(reason)"
    }

    package var description: String { "error[\(code)]: \(message)\nhelp: \(hint)" }
}
