import Documents
import Feeds
import Inference
import Purchases

/// The result of `feed check` for people.
struct FeedCheckText {
    private let survey: FeedSurvey
    private let findings: [FeedFinding]
    private let feed: FeedFile

    init(_ survey: FeedSurvey, _ findings: [FeedFinding], _ feed: FeedFile) {
        self.survey = survey
        self.findings = findings
        self.feed = feed
    }

    var text: String {
        ([firstLines, counts, refused].filter { !$0.isEmpty } + [foundText]).joined(separator: "\n\n") + "\n"
    }

    private var firstLines: String {
        survey.first.map { arrived in
            var table = TextTable([
                ("line \(arrived.position.line)", .left), (arrived.line.kind.rawValue, .left),
            ])
            for (name, value) in fields(arrived.line) { table.add([name, value ?? "-"]) }
            return table.text
        }.joined(separator: "\n\n")
    }

    private func fields(_ line: Line) -> [(String, String?)] {
        var fields: [(String, String?)] = [
            ("key", line.key.text.string), ("time", "\(line.time)"),
            ("local", "\(line.local.day) \(clock(line.local.secondOfDay))"),
            ("product", line.product?.string), ("quantity", line.quantity.map { "\($0)" }),
        ]
        if feed.maps(.description) { fields.append(("description", line.description)) }
        if feed.maps(.amount) { fields.append(("amount", line.amount.map { "\($0)" })) }
        if feed.maps(.currency) { fields.append(("currency", line.currency?.string)) }
        if feed.maps(.tender) { fields.append(("tender", line.tender?.string)) }
        if feed.maps(.revision) { fields.append(("revision", line.revision.map { "\($0)" })) }
        for column in feed.columns {
            guard case .token(let kind) = column.role else { continue }
            let token = line.tokens.first { $0.kind == kind }
            fields.append((kind.string, token.map { "pseudonym \($0.value.string.prefix(8))…" }))
        }
        for extra in line.extra { fields.append((extra.name.string, extra.value.string)) }
        return fields
    }

    private func clock(_ second: Int32) -> String {
        [second / 3_600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(
            separator: ":")
    }

    private var counts: String {
        var table = TextTable([
            ("READ", .right), ("DECODED", .right), ("LEFT OUT", .right), ("QUARANTINED", .right),
            ("STORES", .right),
            ("TILLS", .right), ("RECEIPTS", .right), ("PRODUCTS", .right), ("FROM", .left), ("TO", .left),
        ])
        table.add([
            "\(survey.read)", "\(survey.decoded)", "\(survey.leftOut)",
            "\(survey.refused.values.reduce(0) { $0 + $1.count })",
            "\(survey.stores.count)", "\(survey.tills.count)", "\(survey.receipts)",
            "\(survey.products.count)",
            survey.earliest.map { "\($0)" } ?? "-", survey.latest.map { "\($0)" } ?? "-",
        ])
        return table.text
    }

    private var refused: String {
        guard !survey.refused.isEmpty else { return "" }
        var table = TextTable([("QUARANTINED", .left), ("LINES", .right), ("FIRST", .left), ("WHY", .left)])
        for (reason, lines) in survey.refused.sorted(by: {
            ($1.value.count, $0.key.rawValue) < ($0.value.count, $1.key.rawValue)
        }) {
            table.add([
                reason.rawValue, "\(lines.count)", "\(lines.first.source):\(lines.first.line)", lines.detail,
            ])
        }
        return table.text
    }

    private var foundText: String {
        findings.map { finding in
            let mark = ["good": "ok   ", "look": "LOOK ", "wrong": "WRONG"][finding.weight.rawValue] ?? ""
            let help = finding.help.map { "\n        \(visible($0))" } ?? ""
            return "\(mark)  \(visible(finding.about)): \(visible(finding.text))\(help)"
        }.joined(separator: "\n")
    }
}
