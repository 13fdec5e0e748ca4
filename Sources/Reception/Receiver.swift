import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Purchases
import ServiceLifecycle
import Webhooks

/// The recipient's server: takes signed events over HTTP and answers 2xx only once they are on the disk.
///
/// `run` serves until its service group shuts down gracefully: open requests are answered, then the store is closed.
/// Bounds: as many requests at a time as there may be connections, each with a body of at most the intake's bound.
package struct Receiver: Service {
    package struct Address: Sendable, Hashable {
        package var host: String
        /// 0 takes any free port; `onListening` says which.
        package var port: Int

        package init(host: String = "127.0.0.1", port: Int = 8088) {
            self.host = host
            self.port = port
        }
    }

    private let address: Address
    private let intake: Intake
    private let store: any EventStore
    private let logger: Logger
    private let connectionsMax: Int
    private let now: @Sendable () -> EventTime
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - now: the recipient's clock.
    ///   - onListening: is told the port once requests are answered there.
    package init(
        address: Address = Address(), intake: Intake, store: any EventStore, logger: Logger,
        connectionsMax: Int = 128, now: @escaping @Sendable () -> EventTime = Receiver.systemTime,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.address = address
        self.intake = intake
        self.store = store
        self.logger = logger
        self.connectionsMax = connectionsMax
        self.now = now
        self.onListening = onListening
    }

    /// - Throws: `ReceiverError` when the address cannot be listened on.
    package func run() async throws {
        do {
            try await application.run()
        } catch let error where error is IOError || error is SocketAddressError.UnknownHost {
            await store.close()
            throw ReceiverError(address: address, reason: error)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    /// The server itself, so that tests can send it requests without a socket.
    package var application: some ApplicationProtocol {
        Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in await respond(to: request) },
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    idleTimeout: .seconds(60),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(connectionsMax, logger: logger)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? address.port) },
            logger: quiet)
    }

    /// The server's own messages, without one line a request.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }

    package static let systemTime: @Sendable () -> EventTime = {
        EventTime(microseconds: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded(.down)))
    }
}

extension Receiver {
    private func respond(to request: Request) async -> Response {
        if request.uri.path == "/healthz", request.method == .get || request.method == .head {
            return Response(status: .ok)
        }
        do throws(Refusal) {
            let keeping = try await take(request)
            logger.debug(
                "Event received.", metadata: ["outcome": "\(keeping.map { "\($0)" } ?? "a test")"])
            return Response(status: .noContent)
        } catch {
            logger.notice(
                "Request refused.",
                metadata: ["error": "\(error.code.rawValue)", "reason": "\(error.message)"])
            return request.method == .head ? error.response.createHeadResponse() : error.response
        }
    }

    /// - Returns: nil for a test, which is not kept.
    private func take(_ request: Request) async throws(Refusal) -> Keeping? {
        try intake.check(
            method: request.method.rawValue, path: request.uri.path,
            contentType: request.headers[.contentType], length: request.headers[.contentLength])
        let body = try await body(of: request)
        let received: (event: AlertEvent, stored: StoredEvent)
        do throws(Refusal) {
            received = try intake.read(
                header: { name in HTTPField.Name(name).flatMap { request.headers[$0] } }, body: body,
                now: now())
        } catch {
            // Signature and age were looked at first: whoever sent it may test the way here.
            if error.code == .eventInvalid, TestEvent.isOne(body) { return nil }
            throw error
        }
        let keeping: Keeping
        do throws(StoreError) {
            keeping = try await store.keep(received.stored)
        } catch {
            // The sender need not know where the store is; the operator is told.
            logger.error(
                "Event not stored.", metadata: ["code": "\(error.code.rawValue)", "reason": "\(error)"])
            throw Refusal(
                .storeUnavailable, "the event could not be stored now", help: "send it again later")
        }
        guard keeping != .conflict else {
            throw Refusal(
                .idConflict, "another event with this id was received before",
                help: "an event that changed has a new revision")
        }
        return keeping
    }

    /// The whole body, never more than the bound in memory.
    private func body(of request: Request) async throws(Refusal) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await piece in request.body {
                guard bytes.count + piece.readableBytes <= intake.bodyBytesMax else { throw intake.tooLarge }
                bytes += piece.readableBytesView
            }
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(.bodyIncomplete, "the body did not arrive whole", help: "send it again")
        }
        return bytes
    }
}

extension Refusal {
    fileprivate var response: Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        if code == .methodNotAllowed { headers[.allow] = "POST" }
        if code == .storeUnavailable { headers[.retryAfter] = "30" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Three texts always encode; an empty body would still carry the status.
        let bytes = (try? encoder.encode(self)) ?? Data()
        return Response(
            status: HTTPResponse.Status(code: code.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// The address cannot be listened on.
package struct ReceiverError: Error, Sendable, CustomStringConvertible {
    package let code = "LISTEN_FAILED"
    package var message: String
    package let hint = "name another --listen HOST:PORT, or stop what listens there"

    init(address: Receiver.Address, reason: any Error) {
        message = "cannot listen on \(address.host):\(address.port): \(reason)"
    }

    package var description: String { "error[\(code)]: \(message)\nhelp: \(hint)" }
}
