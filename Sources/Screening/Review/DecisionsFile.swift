import Catalogue
import Delimited
import Documents
import Purchases

/// The decisions file: CSV with a header, a row for each product and substance, plain enough for version control.
///
/// `product,substance,decision,label,entry,concentration,basis,net_amount,net_unit,density,reason,by,at,until`. A cell
/// that a spreadsheet would take for a formula stands with an apostrophe before it, and is read without. The file is
/// written sorted by product and substance, so that the same decisions are always the same bytes.
package enum DecisionsFile {
    package static let sizeMax = 256 << 20

    /// Reads a decisions file.
    ///
    /// - Parameters:
    ///   - path: what messages call the file.
    ///   - bytes: the whole file.
    /// - Returns: the decisions, nil if anything is wrong with the file; and all that is, in order of place.
    package static func read(
        path: String, bytes: [UInt8]
    ) -> (decisions: Decisions?, diagnostics: [Diagnostic]) {
        let findings = Findings(file: path, bytes: bytes, atMost: sizeMax)
        if findings.hasErrors { return (nil, findings.diagnostics) }
        var records = DelimitedReader(bytes: findings.source.bytes)
        guard let columns = columns(records.next(), findings) else { return (nil, findings.diagnostics) }
        var decisions = Decisions()
        var lines: [Decision.Key: Int] = [:]
        while let record = records.next() {
            guard let fields = fields(record, columns, findings), let decision = fields.decision(findings)
            else { continue }
            if let line = lines[decision.key] {
                findings.error(
                    .decisionTwice, at: fields.place,
                    "product \(quoted(decision.key.product.string)) and \(quoted(decision.key.substance.string)) are decided in line \(line) already",
                    help: "keep one of the rows; after a merge, the later")
                continue
            }
            lines[decision.key] = record.line
            decisions[decision.key] = decision
        }
        return (findings.hasErrors ? nil : decisions, findings.diagnostics)
    }

    /// The whole file, its last line ended.
    package static func text(of decisions: Decisions) -> String {
        var text = DecisionFields.all.joined(separator: ",") + "\n"
        for decision in decisions.sorted {
            let values = decision.written
            text += DecisionFields.all.map { SafeCell.written(values[$0] ?? "") }.joined(separator: ",")
            text += "\n"
        }
        return text
    }

    private static func columns(
        _ record: DelimitedReader.Record?, _ findings: Findings
    ) -> [String]? {
        guard let record else {
            findings.error(
                .emptyFile, at: nil, "the file holds nothing, not even a header",
                help: "take it away: `tillwatch catalogue review` makes a new one")
            return nil
        }
        let start = YAMLPlace(line: record.line, column: 1)
        guard record.problem == nil, record.cells.count <= 1_000 else {
            findings.error(
                .decisionUnreadable, at: start, "the header cannot be read",
                help: "the first line is: \(DecisionFields.all.joined(separator: ","))")
            return nil
        }
        var columns: [String] = []
        for (index, cell) in record.cells.enumerated() {
            let place = findings.source.place(of: index, in: record)
            guard let name = findings.text(of: cell, at: place) else { return nil }
            if !DecisionFields.all.contains(name) {
                findings.error(
                    .decisionColumnUnknown, at: place, "the decisions file has no column \(quoted(name))",
                    help: suggestion(for: name, among: DecisionFields.all))
            } else if columns.contains(name) {
                findings.error(
                    .decisionColumnTwice, at: place, "the column `\(name)` stands here a second time",
                    help: "take one of them out")
            }
            columns.append(name)
        }
        let missing = DecisionFields.required.filter { !columns.contains($0) }
        for name in missing {
            findings.error(
                .decisionColumnMissing, at: start, "the header lacks the column `\(name)`",
                help: "the first line is, with commas: \(DecisionFields.all.joined(separator: ","))")
        }
        return missing.isEmpty ? columns : nil
    }

    private static func fields(
        _ record: DelimitedReader.Record, _ columns: [String], _ findings: Findings
    ) -> DecisionFields? {
        let start = findings.source.place(at: record.offset)
        if let problem = record.problem {
            findings.error(
                .decisionUnreadable, at: start, problem.text,
                help: "mend the row, or take it out and review the product again")
            return nil
        }
        // Spreadsheets leave rows of nothing but commas.
        if record.cells.allSatisfy({ trimmed($0).isEmpty }) { return nil }
        guard record.cells.count == columns.count else {
            findings.error(
                .decisionCellCount, at: start,
                "the row has \(record.cells.count) cells, and the header \(columns.count)",
                help: "put texts that hold a comma in double quotes")
            return nil
        }
        var values: [String: YAMLNode] = [:]
        var isText = true
        for (index, name) in columns.enumerated() where !trimmed(record.cells[index]).isEmpty {
            let place = findings.source.place(of: index, in: record)
            guard let text = findings.text(of: record.cells[index], at: place) else {
                isText = false
                continue
            }
            values[name] = YAMLNode(place: place, kind: .scalar(SafeCell.read(text)))
        }
        return isText ? DecisionFields(place: start, values: values) : nil
    }
}
