import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// Answers `GET /metrics` with the figures of the moment, `/healthz` and `/readyz`, over plain HTTP and without asking who
/// wants to know.
///
/// `run` serves until its service group shuts down gracefully. At most eight connections at a time.
package struct MetricsServer: Service {
    private let host: String
    private let port: Int
    private let logger: Logger
    private let figures: @Sendable () async -> [MetricFamily]
    private let isReady: @Sendable () -> Bool
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - port: 0 takes any free port; `onListening` says which.
    ///   - isReady: whether the program does what it is there for; must not block.
    ///   - figures: makes the figures; must not block.
    package init(
        host: String, port: Int, logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in },
        isReady: @escaping @Sendable () -> Bool = { true },
        figures: @escaping @Sendable () async -> [MetricFamily]
    ) {
        self.host = host
        self.port = port
        self.logger = logger
        self.onListening = onListening
        self.isReady = isReady
        self.figures = figures
    }

    /// - Throws: `MetricsError` when the address cannot be listened on.
    package func run() async throws {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in await respond(to: request) },
            server: .http1(configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(8, logger: quiet)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: quiet)
        do {
            try await application.run()
        } catch let error where error is IOError || error is SocketAddressError.UnknownHost {
            throw MetricsError(host: host, port: port, reason: error)
        }
    }

    private func respond(to request: Request) async -> Response {
        guard request.method == .get || request.method == .head else {
            return Response(status: .methodNotAllowed)
        }
        let isHead = request.method == .head
        switch request.uri.path {
        case "/metrics":
            return answer(.ok, MetricFamily.text(await figures()), as: MetricFamily.mediaType, isHead: isHead)
        case "/healthz": return answer(.ok, "ok\n", isHead: isHead)
        case "/readyz":
            return isReady()
                ? answer(.ok, "ok\n", isHead: isHead)
                : answer(.serviceUnavailable, "not reading\n", isHead: isHead)
        default: return Response(status: .notFound)
        }
    }

    private func answer(
        _ status: HTTPResponse.Status, _ text: String, as type: String = "text/plain; charset=utf-8",
        isHead: Bool
    ) -> Response {
        var body = ByteBuffer()
        body.writeString(text)
        return Response(
            status: status, headers: [.contentType: type],
            body: isHead ? ResponseBody() : ResponseBody(byteBuffer: body))
    }
}

/// What keeps figures from being asked for.
package struct MetricsError: Error, Sendable, CustomStringConvertible {
    package let code = "LISTEN_FAILED"
    package var message: String
    package let hint = "name another `listen: HOST:PORT` under `metrics`, or stop what listens there"

    init(host: String, port: Int, reason: any Error) {
        message = "cannot listen on \(host):\(port): \(reason)"
    }

    package var description: String { "error[\(code)]: \(message)\nhelp: \(hint)" }
}
