import Documents
import Health
import Purchases

/// Reads `health:` of a configuration.
struct HealthConfigReader {
    static let keys = ["endpoint", "history", "clock", "gap", "receipts", "late", "forget", "closed"]

    let findings: Findings
    /// Reads where findings are sent.
    let endpoint: (YAMLNode) -> RunConfig.Delivery?

    func read(_ node: YAMLNode) -> RunConfig.Health? {
        guard let fields = FieldReader(node, "`health`", keys: Self.keys, findings) else { return nil }
        var settings = HealthSettings()
        func span(_ key: String, from least: Int64, _ field: WritableKeyPath<HealthSettings, TimeSpan>) {
            guard let seconds = fields.seconds(key, from: least) else { return }
            // The rhythm is kept for five weeks.
            if seconds <= 35 * 86_400 {
                settings[keyPath: field] = TimeSpan(seconds: seconds)
            } else {
                findings.error(
                    .outOfRange, at: fields.value(key)?.place, "`\(key)` must be at most 35d",
                    help: "so long is remembered of a feed")
            }
        }
        span("history", from: 86_400, \.history)
        span("clock", from: 60, \.clock)
        span("gap", from: 1, \.gap)
        span("late", from: 3_600, \.late)
        span("forget", from: 86_400, \.forget)
        settings.receipts = fields.integer("receipts", in: 10...4_000) ?? settings.receipts
        settings.closed = fields.value("closed").map(days) ?? []
        return RunConfig.Health(settings: settings, endpoint: fields.value("endpoint").flatMap(endpoint))
    }

    private func days(_ node: YAMLNode) -> Set<LocalDay> {
        guard let nodes = findings.list(node, "closed") else { return [] }
        var days: Set<LocalDay> = []
        for node in nodes {
            guard let text = findings.text(node, "closed") else { continue }
            if let day = LocalDay(iso: text) {
                days.insert(day)
            } else {
                findings.error(
                    .wrongShape, at: node.place, "\(quoted(text)) is no day",
                    help: "write days as in `closed: [2026-12-25]`")
            }
        }
        return days
    }
}
