import Health
import Journal
import Purchases

/// How the feeds are, for people.
struct FeedStatusText {
    let text: String

    init(_ rows: [HealthRow], _ findings: [KeptFinding], now: EventTime) {
        guard !rows.isEmpty || !findings.isEmpty else {
            text = """
                nothing is kept of feeds: add `health: {}` to the configuration of `tillwatch run`

                """
            return
        }
        var parts: [String] = []
        if !findings.isEmpty { parts.append(Self.table(findings)) }
        parts.append(Self.table(rows))
        parts.append(findings.isEmpty ? "nothing is wrong" : "open findings: \(findings.count)")
        text = parts.joined(separator: "\n\n") + "\n"
    }

    private static func table(_ findings: [KeptFinding]) -> String {
        var table = TextTable([
            ("FINDING", .left), ("SOURCE", .left), ("STORE", .left), ("TILL", .left), ("OPENED", .left),
            ("WHAT", .left),
        ])
        for finding in findings.map(\.finding) {
            table.add([
                finding.subject.kind.rawValue, finding.subject.source, finding.subject.store?.string ?? "",
                finding.subject.till?.string ?? "", time(finding.opened), finding.detail,
            ])
        }
        return table.text
    }

    private static func table(_ rows: [HealthRow]) -> String {
        var table = TextTable([
            ("SOURCE", .left), ("STORE", .left), ("TILL", .left), ("LAST LINE", .left), ("TODAY", .right),
            ("USUAL", .right), ("HOURS", .left), ("UNREADABLE", .right), ("UNKNOWN", .right),
            ("TOKENLESS", .right),
        ])
        for row in rows {
            table.add([
                row.source, row.store?.string ?? "", row.till?.string ?? "",
                row.lastLine.map(time) ?? "never",
                String(row.today), row.usual.map(String.init) ?? "", row.hours ?? "",
                row.unreadable.map(percent) ?? "", row.unknown.map(percent) ?? "",
                row.tokenless.map(percent) ?? "",
            ])
        }
        return table.text
    }

    private static func time(_ time: EventTime) -> String {
        EventTime(microseconds: time.microseconds / 1_000_000 * 1_000_000).description
    }
}
