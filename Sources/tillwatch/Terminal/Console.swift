import Documents
import Foundation

/// The two streams that people and programs read. Results go to standard output, everything else to standard error.
enum Console {
    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes a result. Throws a `Failure` when nobody reads any more (a closed pipe) or the disk is full.
    static func output(_ text: String) throws {
        try output(Array(text.utf8))
    }

    static func output(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                // Whoever shares the pipe may have made it one that does not wait.
                var wanted = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wanted, 1, -1)
            default:
                let error = NSError(domain: NSPOSIXErrorDomain, code: Int(errno))
                throw Failure(writing: "the results", to: "standard output", error)
            }
        }
    }

    /// Writes a message of one or more lines. Nothing is to be done about a standard error that is gone.
    static func message(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Array((text + "\n").utf8))
    }

    static func show(_ diagnostics: [Diagnostic], color: Bool) {
        for diagnostic in diagnostics { message(diagnostic.rendered(color: color)) }
    }
}

/// `--color auto|always|never`; `NO_COLOR` holds where the user does not say.
enum ColorChoice: String, CaseIterable, Sendable {
    case auto, always, never

    func isOn(terminal: Bool) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: terminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
        }
    }
}
