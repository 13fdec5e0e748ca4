import Documents
import Foundation

/// The two streams that people and programs read. Results go to standard output, everything else to standard error.
enum Console {
    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes a result. Throws when nobody reads any more (a closed pipe) or the disk is full.
    static func output(_ text: String) throws {
        try output(Array(text.utf8))
    }

    static func output(_ bytes: [UInt8]) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: bytes)
        } catch {
            throw Failure(
                "OUTPUT_NOT_WRITTEN",
                "cannot write the results: nobody reads them any more, or the disk is full",
                at: "standard output", help: "what was committed is kept; run again")
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
