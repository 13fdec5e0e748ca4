import Delimited
import Documents
import Foundation
import Purchases
import Screening

/// A proposal as `catalogue screen` prints it for programs: all of it, null for what is missing.
struct ProposalRecord: Encodable {
    let item: ReviewState.Item
    let substanceName: String?
    let isRestricted: Bool

    init(_ item: ReviewState.Item, substanceName: String?, isRestricted: Bool) {
        self.item = item
        self.substanceName = substanceName
        self.isRestricted = isRestricted
    }

    private var proposal: Proposal { item.proposal }

    /// `new`, `reopened`, or what was decided.
    var status: String {
        switch item.status {
        case .new: "new"
        case .reopened: "reopened"
        case .decided(let decision): decision.kind.rawValue
        }
    }

    /// Why a decision does not hold any more.
    var lapses: [String] {
        if case .reopened(_, let lapses) = item.status { lapses.map(\.text) } else { [] }
    }

    /// Two decimals.
    var confidence: Double { (proposal.confidence * 100).rounded() / 100 }

    // MARK: NDJSON

    private enum Key: String, CodingKey {
        case product, name, texts, gtin, source, line, label, substance, substance_name, restricted,
            concentration,
            basis, net_amount, net_unit, confidence, missing, evidence, notes, status, reopened
    }

    private struct Text: Encodable {
        var field: String
        var text: String
    }

    private struct Proof: Encodable {
        var kind: String
        var term: String
        var language: String?
        var how: String
        var field: String
        var start: Int
        var end: Int
        var text: String
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        let article = proposal.article
        try values.encode(article.product, forKey: .product)
        try values.encode(article.name, forKey: .name)
        try values.encode(article.texts.map { Text(field: $0.field, text: $0.text) }, forKey: .texts)
        try values.encode(article.gtin, forKey: .gtin)
        try values.encode(article.source, forKey: .source)
        try values.encode(article.line, forKey: .line)
        try values.encode(article.label, forKey: .label)
        try values.encode(proposal.substance, forKey: .substance)
        try values.encode(substanceName, forKey: .substance_name)
        try values.encode(isRestricted, forKey: .restricted)
        try values.encode(proposal.concentration?.description, forKey: .concentration)
        try values.encode(proposal.basis, forKey: .basis)
        try values.encode(proposal.netAmount?.description, forKey: .net_amount)
        try values.encode(proposal.netUnit, forKey: .net_unit)
        try values.encode(confidence, forKey: .confidence)
        try values.encode(proposal.missing, forKey: .missing)
        try values.encode(
            proposal.evidence.map { found in
                Proof(
                    kind: found.kind.rawValue, term: found.term, language: found.language, how: found.how,
                    field: found.span.field, start: found.span.start, end: found.span.end,
                    text: found.span.text)
            }, forKey: .evidence)
        try values.encode(proposal.notes, forKey: .notes)
        try values.encode(status, forKey: .status)
        try values.encode(lapses, forKey: .reopened)
    }

    // MARK: CSV

    /// The first columns are those of the catalogue.
    static let csvHeader =
        "product,substance,concentration,basis,net_amount,net_unit,name,confidence,restricted,missing,evidence,notes,status,label,gtin,source,line"

    var csv: String {
        let cells: [String] = [
            proposal.article.product, proposal.substance, proposal.concentration?.description ?? "",
            proposal.basis,
            proposal.netAmount?.description ?? "", proposal.netUnit ?? "", proposal.article.name,
            confidence.description, isRestricted ? "yes" : "no", proposal.missing.joined(separator: " "),
            evidence,
            (lapses + proposal.notes).joined(separator: "; "), status, proposal.article.label,
            proposal.article.gtin ?? "", proposal.article.source, proposal.article.line.description,
        ]
        // Control characters would split rows or hide text; a cell is one line.
        return cells.map { SafeCell.written(visible($0)) }.joined(separator: ",")
    }

    // MARK: In words

    /// `name "wasserstoffperoxid" (exact)`; of each, what stands in the text where it is not the term itself.
    var evidence: String {
        proposal.evidence.map { found in
            let field = found.span.field == ArticleText.nameField ? "" : " in \(found.span.field)"
            return "\(found.kind.rawValue) \"\(found.span.text)\"\(field) (\(found.how))"
        }.joined(separator: "; ")
    }

    var strength: String {
        guard let concentration = proposal.concentration else { return "?" }
        return "\(concentration) % \(proposal.basis)"
    }

    var net: String {
        guard let amount = proposal.netAmount, let unit = proposal.netUnit else { return "?" }
        return "\(amount) \(unit)"
    }

    var product: String { proposal.article.product }
    var name: String { proposal.article.name }
    var substance: String { proposal.substance }
}

/// Proposals for people.
enum ProposalTable {
    private static let nameMax = 44
    private static let evidenceMax = 60

    static func text(_ records: [ProposalRecord]) -> String {
        let showsStatus = records.contains { $0.status != "new" }
        var columns: [(heading: String, alignment: TextTable.Alignment)] = [
            ("conf.", .right), ("product", .left), ("name", .left), ("substance", .left),
            ("strength", .right),
            ("net", .right),
        ]
        if showsStatus { columns.append(("status", .left)) }
        columns.append(("because of", .left))
        var table = TextTable(columns)
        for record in records {
            let hundredths = Int((record.confidence * 100).rounded())
            var cells = [
                hundredths == 100 ? "1.00" : "0." + (hundredths < 10 ? "0" : "") + String(hundredths),
                cut(record.product, 20), cut(record.name, nameMax), record.substance, record.strength,
                record.net,
            ]
            if showsStatus { cells.append(record.status) }
            cells.append(cut(record.evidence, evidenceMax))
            table.add(cells)
        }
        return table.text
    }

    /// Made visible before it is cut: an escaped character is several.
    private static func cut(_ text: String, _ length: Int) -> String {
        let scalars = visible(String(text.unicodeScalars.prefix(length + 1))).unicodeScalars
        return scalars.count > length ? String(scalars.prefix(length - 1)) + "…" : String(scalars)
    }
}
