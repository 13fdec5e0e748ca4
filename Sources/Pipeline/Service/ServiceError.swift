import Foundation

/// What keeps the service from running or being reached.
package struct ServiceError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        case system = "SYSTEM_FAILED"
        case controlFailed = "CONTROL_FAILED"
        case controlInUse = "CONTROL_IN_USE"
        case pushFailed = "PUSH_FAILED"
        case notRunning = "NOT_RUNNING"
    }

    package var code: Code
    package var what: String
    package var place: String?
    package var hint: String?

    package init(_ code: Code, _ what: String, at place: String?, hint: String?) {
        self.code = code
        self.what = what
        self.place = place
        self.hint = hint
    }

    static func system(_ what: String, _ number: Int32) -> ServiceError {
        ServiceError(
            .system, "\(what): \(String(cString: strerror(number)))", at: nil,
            hint: "check the limits of open files and memory")
    }

    package var description: String { "error[\(code.rawValue)]: \(what)" }
}
