import Foundation

/// Asks a running service to reload.
package enum ControlClient {
    /// Blocks until the service has answered.
    ///
    /// - Throws: `ServiceError` when no service listens at the path, or it ends before it answers.
    package static func reload(at path: String, rejudge: Bool) throws -> ReloadAnswer {
        let descriptor = try ControlSocket.make()
        defer { close(descriptor) }
        guard ControlSocket.withAddress(path, { connect(descriptor, $0, $1) }) == 0 else {
            throw ServiceError(
                .notRunning, "no service listens there: \(String(cString: strerror(errno)))", at: path,
                hint: "start it with `tillwatch run --config FILE`; what it loads then is what the files say")
        }
        var request = try JSONEncoder().encode(ControlRequest(command: "reload", rejudge: rejudge))
        request.append(0x0A)
        guard ControlSocket.write([UInt8](request), to: descriptor),
            let line = ControlSocket.readLine(descriptor),
            let answer = try? JSONDecoder().decode(ReloadAnswer.self, from: Data(line))
        else {
            throw ServiceError(
                .controlFailed, "the service ended before it answered", at: path,
                hint: "look at its log; started again it loads what the files say")
        }
        return answer
    }
}
