import Foundation

/// One line on a terminal that says how far a long run is, how fast, and how long it may still take.
///
/// Shown at most five times a second, and not at all where standard error is no terminal.
struct Progress {
    private let shown: Bool
    private let started: ContinuousClock.Instant
    private var last: ContinuousClock.Instant
    private var width = 0

    init(shown: Bool) {
        self.shown = shown
        started = ContinuousClock.now
        last = started
    }

    var elapsed: Duration { started.duration(to: .now) }

    /// Shows where the run is.
    ///
    /// - Parameters:
    ///   - lines: lines read so far.
    ///   - bytes: bytes read so far of all inputs.
    ///   - total: bytes of all inputs, nil when that is not known (a pipe).
    ///   - events: events so far; nil where none are made.
    mutating func show(lines: Int, bytes: Int64, total: Int64?, events: Int?) {
        guard shown, last.duration(to: .now) >= .milliseconds(200) else { return }
        last = .now
        let seconds = max(elapsed / .seconds(1), 0.001)
        var text = "\(grouped(lines)) lines, \(grouped(Int(Double(lines) / seconds)))/s"
        if let events { text += ", \(events) events" }
        if let total, total > 0, bytes > 0 {
            let share = min(Double(bytes) / Double(total), 1)
            let left = seconds / share - seconds
            text = "\(Int(share * 100)) %  " + text + ", \(clock(left)) left"
        }
        write(text)
    }

    /// Shows how many parts of a run are done.
    mutating func show(part: Int, of all: Int, what: String) {
        guard shown, all > 1 else { return }
        write("\(part) of \(all) \(what), \(clock(elapsed / .seconds(1)))")
    }

    /// Takes the line away again, so that messages stand alone.
    mutating func clear() {
        guard shown, width > 0 else { return }
        write("")
        try? FileHandle.standardError.write(contentsOf: Array("\r".utf8))
        width = 0
    }

    private mutating func write(_ text: String) {
        let padding = String(repeating: " ", count: max(0, width - text.count))
        try? FileHandle.standardError.write(contentsOf: Array(("\r" + text + padding).utf8))
        width = text.count
    }
}

/// `1,469,307`.
func grouped(_ number: Int) -> String {
    var digits = Array(String(number.magnitude))
    var place = digits.count - 3
    while place > 0 {
        digits.insert(",", at: place)
        place -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
}

/// `1 min 05 s`.
func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 360_000 else { return "long" }
    let whole = Int(seconds.rounded(.up))
    if whole < 60 { return "\(whole) s" }
    let rest = whole % 60
    if whole < 3600 { return "\(whole / 60) min \(rest < 10 ? "0" : "")\(rest) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
}
