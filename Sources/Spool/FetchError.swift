/// Why nothing more could be fetched this time. Is told in the log, so it holds no secret.
package struct FetchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, for programs; each kind of filler has its own.
    package struct Code: RawRepresentable, Sendable, Hashable {
        package var rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The spool folder cannot be written.
        package static let spool = Code(rawValue: "SPOOL_FAILED")
    }

    package var code: Code
    package var what: String
    /// The address, table or file that it is about, without credentials.
    package var place: String
    package var hint: String?
    /// Whether it may be over in a moment. What only a person can mend (a password, a changed host key) is tried again
    /// seldom.
    package var isPassing: Bool

    package init(_ code: Code, _ what: String, at place: String, hint: String? = nil, isPassing: Bool) {
        self.code = code
        self.what = what
        self.place = place
        self.hint = hint
        self.isPassing = isPassing
    }

    package var description: String {
        "\(place): error[\(code.rawValue)]: \(what)" + (hint.map { "; help: \($0)" } ?? "")
    }
}
