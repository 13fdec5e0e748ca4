/// What became of the lines of one request.
package struct PushCounts: Sendable, Hashable, Codable {
    /// A line that was not journalled, and why.
    package struct Quarantined: Sendable, Hashable, Codable {
        package var line: Int
        package var reason: String
        package var detail: String

        package init(line: Int, reason: String, detail: String) {
            self.line = line
            self.reason = reason
            self.detail = detail
        }
    }

    /// How many quarantined lines an answer names at most.
    package static let problemsMax = 20

    package var read = 0
    package var screened = 0
    package var watched = 0
    package var quarantined = 0
    /// The first of those that were quarantined.
    package var problems: [Quarantined] = []

    package init() {}
}

/// What a request is answered with.
package enum PushAnswer: Sendable, Hashable {
    /// All of it is committed.
    case accepted(PushCounts)
    /// Nothing of it was taken: it cannot be read.
    case unreadable(PushProblem)
    /// Nothing of it was taken: nobody takes anything any more.
    case ending
}

/// Why a request was refused, as `application/problem+json` (RFC 9457) tells it.
package struct PushProblem: Error, Sendable, Hashable, Codable {
    package var type: String
    package var title: String
    package var status: Int
    package var detail: String
    /// One of the program's codes, where the body is at fault.
    package var code: String?
    /// Where in the body, from 1.
    package var line: Int?
    package var column: Int?
    package var help: String?

    package init(
        status: Int, _ title: String, _ detail: String, code: String? = nil, line: Int? = nil,
        column: Int? = nil, help: String? = nil
    ) {
        type = "about:blank"
        self.title = title
        self.status = status
        self.detail = detail
        self.code = code
        self.line = line
        self.column = column
        self.help = help
    }
}
