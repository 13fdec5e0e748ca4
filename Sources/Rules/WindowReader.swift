import Documents
import Purchases

/// Reads `within` of a rule or of a condition of `combine` (4.2).
struct WindowReader {
    private let findings: Findings

    init(_ findings: Findings) { self.findings = findings }

    /// The window, and the text that the pack gives it; one receipt where there is none.
    func read(_ fields: FieldReader) -> (window: Rule.Window, text: String?) {
        guard let node = fields.value("within") else { return (.receipt, nil) }
        if node.scalar == "calendar_day" { return (.calendarDay, "calendar_day") }
        if node.scalar == "none" {
            findings.error(
                .badDuration, at: node.place, "`none` is no length of time",
                help: "leave `within` out: one receipt is looked at then")
            return (.receipt, nil)
        }
        guard let seconds = findings.seconds(node, "within") else { return (.receipt, nil) }
        return (.span(TimeSpan(seconds: seconds)), node.scalar)
    }
}
