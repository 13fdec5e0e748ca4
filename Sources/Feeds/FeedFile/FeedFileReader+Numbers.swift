import Documents
import Purchases

extension FeedFileReader {
    /// How the export writes numbers: marks, scales, units and signs.
    static func readNumbers(_ reader: FieldReader, _ feed: inout FeedFile) {
        let findings = reader.findings
        if let node = reader.value("decimal"), let mark = findings.text(node, "decimal") {
            if mark == "." || mark == "," {
                feed.decimalMark = mark == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
            } else {
                findings.error(
                    .badDecimalMark, at: node.place, "the decimal mark cannot be \(quoted(mark))",
                    help: "write `\".\"` or `\",\"`")
            }
        }
        if let node = reader.value("grouping") { readGrouping(node, findings, &feed) }
        if let node = reader.value("scale") { readScales(node, findings, &feed) }
        if let node = reader.value("units") { readUnits(node, findings, &feed) }
        if let node = reader.value("negative_amount") {
            feed.negativeAmounts = findings.flag(node, "negative_amount") ?? false
            if feed.negativeAmounts, !feed.maps(.amount) {
                findings.error(
                    .badColumn, at: node.place, "`negative_amount` needs the amount, which is not mapped",
                    help: "add `amount: COLUMN` to `fields`")
            }
        }
    }

    private static func readGrouping(_ node: YAMLNode, _ findings: Findings, _ feed: inout FeedFile) {
        guard let mark = findings.text(node, "grouping") else { return }
        guard [".", ",", " ", "'"].contains(mark) else {
            findings.error(
                .badGroupingMark, at: node.place, "digits cannot be grouped by \(quoted(mark))",
                help: "write `\".\"`, `\",\"`, `\" \"` or `\"'\"`")
            return
        }
        if Array(mark.utf8) == [feed.decimalMark] {
            findings.error(
                .badGroupingMark, at: node.place, "\(quoted(mark)) is the decimal mark already",
                help: "write `decimal: \"\(mark == "." ? "," : ".")\"`, or leave `grouping` out")
            return
        }
        feed.groupingMark = mark
    }

    private static func readScales(_ node: YAMLNode, _ findings: Findings, _ feed: inout FeedFile) {
        guard let fields = FieldReader(node, "`scale`", keys: ["quantity", "amount"], findings) else {
            return
        }
        for field in [FeedFile.Field.quantity, .amount] {
            guard let scale = fields.integer(field.rawValue, in: 1...1_000_000) else { continue }
            guard [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000].contains(scale) else {
                findings.error(
                    .badScale, at: fields.value(field.rawValue)?.place,
                    "`\(field.rawValue)` cannot be divided by \(scale) exactly",
                    help: "write 10, 100, 1000 and so on up to 1000000")
                continue
            }
            feed.scales[field] = Int64(scale)
        }
    }

    private static func readUnits(_ node: YAMLNode, _ findings: Findings, _ feed: inout FeedFile) {
        let names = UnitOfGoods.allCases.map(\.rawValue)
        guard let fields = FieldReader(node, "`units`", keys: names, findings) else { return }
        if !feed.maps(.unit) {
            findings.error(
                .badColumn, at: node.place, "`units` explains a column that is not mapped",
                help: "add `unit: COLUMN` to `fields`")
        }
        var taken: [ExactText: String] = [:]
        for name in names {
            let words = (fields.texts(name) ?? []).compactMap { trimmed($0) }.map { ExactText($0) }
            for word in words {
                if let other = taken[word], other != name {
                    findings.error(
                        .badUnits, at: fields.place(of: name),
                        "\(quoted(word.string)) stands for `\(other)` and for `\(name)`",
                        help: "keep one of them")
                }
                taken[word] = name
            }
            if !words.isEmpty { feed.units[name] = Set(words) }
        }
    }
}
