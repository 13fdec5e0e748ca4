import Feeds
import Foundation
import Logging
import ServiceLifecycle

/// Answers `tillwatch reload` at a Unix-domain socket that only its owner may use; one connection at a time.
package final class ControlServer: Service {
    private let path: String
    private let logger: Logger
    private let descriptor: Int32
    private let wakeup: Wakeup
    private let stop = StopFlag()
    private let reload: @Sendable (Bool) -> ReloadAnswer

    /// Listens at the path. A socket that a killed service left there is taken away.
    ///
    /// - Throws: `ServiceError` when another service listens there, or the path cannot be used.
    package init(
        path: String, logger: Logger, reload: @escaping @Sendable (_ rejudge: Bool) -> ReloadAnswer
    ) throws {
        self.path = path
        self.logger = logger
        self.reload = reload
        wakeup = try Wakeup()
        descriptor = try ControlSocket.make()
        do {
            try Self.listen(descriptor, path)
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func listen(_ descriptor: Int32, _ path: String) throws {
        if try isAnswered(path) {
            throw ServiceError(
                .controlInUse, "another tillwatch listens at this socket", at: path,
                hint: "end it, or give this service a `control` of its own")
        }
        if FileStatus.of(path, followsLinks: false)?.kind == .socket { unlink(path) }
        // Nobody else may connect, from the first moment on.
        let mask = umask(0o177)
        let bound = ControlSocket.withAddress(path) { bind(descriptor, $0, $1) }
        let reason = errno
        umask(mask)
        guard bound == 0, Foundation.listen(descriptor, 64) == 0 else {
            throw ServiceError(
                .controlFailed,
                "cannot listen there: \(String(cString: strerror(bound == 0 ? errno : reason)))", at: path,
                hint: "name a path in a folder where this user may write: `control: FILE`")
        }
    }

    private static func isAnswered(_ path: String) throws -> Bool {
        let probe = try ControlSocket.make()
        defer { close(probe) }
        return ControlSocket.withAddress(path) { connect(probe, $0, $1) } == 0
    }

    package func run() async throws {
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await onOwnThread(named: "tillwatch.control") { self.work() }
            } onGracefulShutdown: {
                self.end()
            }
        } onCancel: {
            end()
        }
    }

    private func end() {
        stop.set()
        wakeup.wake()
    }

    private func work() {
        while !stop.isSet {
            wakeup.wait(for: [descriptor], milliseconds: -1)
            guard !stop.isSet else { break }
            var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 0) > 0 else { continue }
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else { continue }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            ControlSocket.setTimeout(connection, seconds: 5)
            answer(connection)
            close(connection)
        }
        close(descriptor)
        unlink(path)
    }

    private func answer(_ connection: Int32) {
        guard let line = ControlSocket.readLine(connection) else { return }
        let request = try? JSONDecoder().decode(ControlRequest.self, from: Data(line))
        let answer =
            request?.command == "reload"
            ? reload(request?.rejudge ?? false)
            : ReloadAnswer(status: .failed, messages: ["this service knows no such request"])
        var bytes = [UInt8]((try? JSONEncoder().encode(answer)) ?? Data())
        bytes.append(0x0A)
        if !ControlSocket.write(bytes, to: connection) {
            logger.warning("whoever asked for a reload is gone", metadata: ["socket": "\(path)"])
        }
    }
}
