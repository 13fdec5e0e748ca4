import Purchases

/// What findings say, for people.
func silence(_ since: EventTime?) -> String {
    since.map { "no line since \(EventTime(microseconds: $0.microseconds / 1_000_000 * 1_000_000))" }
        ?? "no line"
}

/// `3 h 5 min`; less than a minute counts as one.
func spanText(_ seconds: Int64) -> String {
    let minutes = max(1, (abs(seconds) + 30) / 60)
    if minutes < 60 { return "\(minutes) min" }
    return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
}

/// `12.5 %`.
package func percent(_ share: Double) -> String {
    let tenths = Int((share * 1_000).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
}
