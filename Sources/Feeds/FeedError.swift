import Documents

/// Why an input could not be read on: what is wrong, where, and what to do about it.
///
/// Bad lines are quarantined and never end here.
package struct FeedError: Error, Hashable, Sendable {
    package enum Code: String, Sendable {
        case missingInput = "input-missing"
        case unreadableInput = "input-unreadable"
        case inputIsFolder = "input-is-folder"
        case noMatch = "input-no-match"
        case repeatedInput = "input-repeated"
        case notText = "input-not-text"
        case wrongEncoding = "input-encoding"
        case wrongDelimiter = "input-delimiter"
        case missingColumns = "input-columns"
        case repeatedColumn = "input-column-twice"
        case badHeader = "input-header"
    }

    package var code: Code
    /// The input as the user named it; `-` is standard input.
    package var source: String
    /// From 1; 0 when the whole input is meant.
    package var line: Int
    package var message: String
    package var help: String

    package init(_ code: Code, source: String, line: Int = 0, message: String, help: String) {
        self.code = code
        self.source = source
        self.line = line
        self.message = message
        self.help = help
    }

    /// The same as every message of the program is shown.
    package var diagnostic: Diagnostic {
        Diagnostic(code: code.rawValue, file: source, line: line, message: message, help: help)
    }
}
