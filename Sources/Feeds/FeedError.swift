import Documents

/// Why an input could not be read on: what is wrong, where, and what to do about it.
///
/// Bad lines are quarantined and never end here.
package struct FeedError: Error, Hashable, Sendable {
    /// One of `DiagnosticCode.feeds`.
    package var code: DiagnosticCode
    /// The input as the user named it; `-` is standard input.
    package var source: String
    /// From 1; 0 when the whole input is meant.
    package var line: Int
    /// From 1, in the line; 0 where only the line is known.
    package var column = 0
    package var message: String
    package var help: String
    /// Whether the input was open and failed while it was read: nothing is wrong with how it was named or mapped.
    package var isBrokenOff = false
    /// Nothing is wrong: no bytes are there yet. Never leaves this module.
    var isPause = false

    package init(
        _ code: DiagnosticCode, source: String, line: Int = 0, message: String, help: String
    ) {
        self.code = code
        self.source = source
        self.line = line
        self.message = message
        self.help = help
    }

    static func pause(_ source: String) -> FeedError {
        var error = FeedError(.unreadableInput, source: source, message: "nothing is there yet", help: "")
        error.isPause = true
        return error
    }

    /// The error as every message of the program is shown.
    package var diagnostic: Diagnostic {
        Diagnostic(
            code: code.id, file: source, line: line, column: line > 0 ? max(1, column) : 0, message: message,
            help: help)
    }
}
