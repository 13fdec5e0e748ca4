import Feeds

/// How the times of a column are written.
struct TimeGuess: Sendable, Hashable {
    /// Which part of a time the values hold.
    enum Part: Sendable, Hashable { case whole, date, clock }

    /// As the feed file names it; nil is ISO 8601, its default.
    var format: String?
    var part: Part
    /// Whether the values have an offset of their own.
    var hasOffset = false
    /// Set where other formats read the values as well: which.
    var rival: String?

    private static let dates = [
        "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d",
        "%Y%m%d", "%d.%m.%y",
        "%d/%m/%y", "%m/%d/%y", "%d %b %Y", "%b %d, %Y", "%d-%b-%Y", "%b %d %Y",
    ]
    private static let clocks = [
        "%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p", "%H:%M:%S.%f", "%H:%M:%S,%f",
        "%H.%M", "%H.%M.%S",
        "%H%M%S", "%H%M", "%Hh%M",
    ]

    /// - Parameter prefersMonthFirst: what decides where days and months cannot be told apart.
    /// - Returns: nil where the values are no times.
    init?(_ values: [String], prefersMonthFirst: Bool) {
        let values = Array(Set(values)).prefix(400)
        guard !values.isEmpty else { return nil }
        func reads(_ format: TimeFormat, _ prefix: String = "") -> Bool {
            values.allSatisfy { format.read(prefix + $0) != nil }
        }
        func layout(_ text: String) -> TimeFormat? { (try? TimeLayout(text)).map { .layout($0) } }
        if reads(.iso8601) {
            part = .whole
            hasOffset = values.allSatisfy { TimeFormat.iso8601.read($0)?.offset != nil }
            return
        }
        if let epoch = Self.epoch(Array(values)) {
            (format, part, hasOffset) = (epoch, .whole, true)
            return
        }
        var found: [(format: String, part: Part)] = []
        for date in Self.dates {
            for clock in Self.clocks {
                for join in [" ", "T", ", ", ""]
                where join != "" || (date == "%Y%m%d" && clock.hasPrefix("%H%M")) {
                    for zone in ["", " %z", "%z"] {
                        let text = date + join + clock + zone
                        if let layout = layout(text), reads(layout) { found.append((text, .whole)) }
                    }
                }
            }
            if let layout = layout(date), reads(layout) { found.append((date, .date)) }
        }
        if found.isEmpty {
            for clock in Self.clocks {
                guard clock != "%H%M" || values.allSatisfy({ $0.count == 4 }),
                    let layout = layout("%Y-%m-%d " + clock),
                    reads(layout, "2026-01-02 ")
                else { continue }
                found.append((clock, .clock))
            }
        }
        guard let choice = Self.choose(found, prefersMonthFirst) else { return nil }
        (format, part) = (choice.format, choice.part)
        hasOffset = choice.format.hasSuffix("%z")
        rival = choice.rival
    }

    /// Of several formats that read everything, the one of the preferred order of day and month; the other one is its rival.
    private static func choose(
        _ found: [(format: String, part: Part)], _ prefersMonthFirst: Bool
    ) -> (format: String, part: Part, rival: String?)? {
        guard let first = found.first else { return nil }
        let monthFirst = found.first { $0.format.hasPrefix("%m/") || $0.format.hasPrefix("%m-") }
        let dayFirst = found.first { $0.format.hasPrefix("%d/") || $0.format.hasPrefix("%d-%m") }
        guard let monthFirst, let dayFirst else { return (first.format, first.part, nil) }
        return prefersMonthFirst
            ? (monthFirst.format, monthFirst.part, dayFirst.format)
            : (dayFirst.format, dayFirst.part, monthFirst.format)
    }

    /// Seconds or milliseconds since 1970, of 2001 to 2100.
    private static func epoch(_ values: [String]) -> String? {
        let numbers = values.compactMap { Int64($0) }
        guard numbers.count == values.count else { return nil }
        if numbers.allSatisfy({ (1_000_000_000..<4_102_444_800).contains($0) }) { return "epoch_s" }
        if numbers.allSatisfy({ (1_000_000_000_000..<4_102_444_800_000).contains($0) }) { return "epoch_ms" }
        return nil
    }
}
