/// A store of received events that cannot be opened, read or written.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        case unsupportedName = "STORE_NAME"
        case unreadable = "STORE_UNREADABLE"
        case unwritable = "STORE_UNWRITABLE"
        case inUse = "STORE_IN_USE"
        case damaged = "STORE_DAMAGED"
        case closed = "STORE_CLOSED"
    }

    package var code: Code
    package var file: String
    /// From 1, where a line is to blame.
    package var line: Int?
    package var message: String
    package var hint: String

    package init(_ code: Code, file: String, line: Int? = nil, message: String, hint: String) {
        self.code = code
        self.file = file
        self.line = line
        self.message = message
        self.hint = hint
    }

    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): error[\(code.rawValue)]: \(message)\nhelp: \(hint)"
    }
}
