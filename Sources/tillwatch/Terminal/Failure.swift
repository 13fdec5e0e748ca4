import Documents
import Foundation

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
    ///
    /// Names of files and what systems say may hold anything: control characters are made visible.
    var text: String {
        var text = "\(visible(place ?? "tillwatch")): error[\(code)]: \(visibleLines(what))"
        if let help { text += "\nhelp: \(visibleLines(help))" }
        return text
    }
}

extension Failure {
    /// A result that could not be written: to a full disk, or to a pipe that nobody reads any more.
    ///
    /// - Parameter what: what was written, with its article: `the summary file`.
    init(writing what: String, to place: String?, _ error: any Error) {
        let error = error as NSError
        let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
        let isSystems = inner.domain == NSPOSIXErrorDomain
        let isPipe = isSystems && inner.code == Int(EPIPE)
        let reason =
            isSystems ? String(cString: strerror(Int32(clamping: inner.code))) : error.localizedDescription
        self.init(
            "FILE_NOT_WRITTEN", "cannot write \(what): \(isPipe ? "nobody reads it any more" : reason)",
            at: place,
            help: isPipe
                ? "let the reader take all of it; what a journal file holds is kept"
                : "make room or mend the disk, then run again; what a journal file holds is kept")
    }
}

private func visibleLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { visible(String($0)) }.joined(
        separator: "\n")
}
