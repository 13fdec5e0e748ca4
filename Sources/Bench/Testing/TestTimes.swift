import Documents
import Feeds
import Purchases

/// Reads and shows the times of a test file, in its own time zone.
struct TestTimes {
    private var zone: ZoneTable

    init(zone: ZoneTable) { self.zone = zone }

    /// The time of a text such as `2026-12-01 10:00`; nil, with a diagnostic, for anything else.
    ///
    /// - Parameter day: the day of a time that states none; nil where each must.
    mutating func time(_ node: YAMLNode, _ key: String, day: LocalDay? = nil, _ findings: Findings)
        -> EventTime?
    {
        guard let text = findings.text(node, key) else { return nil }
        let isTimeAlone = text.count <= 8 && text.contains(":")
        if isTimeAlone, day == nil {
            findings.error(
                .testTime, at: node.place, "\(quoted(key)) is \(quoted(text)), without a day",
                help: "write the day before it: `2026-12-01 10:00`")
            return nil
        }
        let whole = isTimeAlone ? "\(day?.description ?? "") \(text)" : text
        guard let written = TimeFormat.iso8601.read(whole) else {
            findings.error(
                .testTime, at: node.place, "\(quoted(key)) is a time, not \(quoted(text))",
                help: "write `2026-12-01 10:00`, with seconds or an offset where needed")
            return nil
        }
        let time = zone.time(written)
        if time.isInCalendar, zone.localMoment(time).day.isInCalendar { return time }
        findings.error(.testTime, at: node.place, "\(quoted(text)) lies outside the years 1 to 9999")
        return nil
    }

    mutating func local(_ time: EventTime) -> LocalMoment { zone.localMoment(time) }

    /// As the file would write it.
    mutating func text(_ time: EventTime) -> String {
        let local = zone.localMoment(time)
        let second = Int(local.secondOfDay)
        var text = "\(local.day) \(twoDigits(second / 3600)):\(twoDigits(second / 60 % 60))"
        if second % 60 != 0 { text += ":\(twoDigits(second % 60))" }
        let fraction = ((time.microseconds % 1_000_000) + 1_000_000) % 1_000_000
        if fraction != 0 {
            text +=
                (second % 60 == 0 ? ":00" : "")
                + ExactDecimal(millionths: Int128(fraction)).description.dropFirst()
        }
        return text
    }

    private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
