import Documents

/// What stops a command: one clear message with its code, what it is about, what to do, and the exit code.
struct Failure: Error, Hashable {
    enum Status: Int32 {
        /// It failed while running.
        case failed = 1
        /// Arguments, configuration, rules, catalogue or feed file cannot be used.
        case unusable = 2
    }

    var code: String
    var what: String
    var place: String?
    var help: String?
    var status: Status

    init(
        _ code: String, _ what: String, at place: String? = nil, help: String? = nil, status: Status = .failed
    ) {
        self.code = code
        self.what = what
        self.place = place
        self.help = help
        self.status = status
    }

    /// `file:line:column: error[CODE]: what is wrong`, then `help: what to do`.
    var text: String {
        var text = "\(place ?? "tillwatch"): error[\(code)]: \(what)"
        if let help { text += "\nhelp: \(help)" }
        return text
    }
}
