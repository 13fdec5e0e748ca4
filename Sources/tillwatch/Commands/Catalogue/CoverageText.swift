import Documents
import Purchases
import Screening

/// What `catalogue check` found, for people: counts, then lists.
struct CoverageText {
    /// Findings of a kind that are shown.
    private static let shown = 20

    private let report: CoverageReport
    /// The findings by kind; they come in the order of kinds.
    private let groups: [(kind: CoverageFinding.Kind, findings: ArraySlice<CoverageFinding>)]

    init(_ report: CoverageReport) {
        self.report = report
        var groups: [(kind: CoverageFinding.Kind, findings: ArraySlice<CoverageFinding>)] = []
        var rest = report.findings[...]
        while let kind = rest.first?.kind {
            let group = rest.prefix { $0.kind == kind }
            groups.append((kind, group))
            rest = rest.dropFirst(group.count)
        }
        self.groups = groups
    }

    var text: String {
        var parts = [head, counts]
        if let sales = report.summary.sales { parts.append(sold(sales)) }
        parts += groups.map(list)
        return parts.joined(separator: "\n\n")
    }

    private var head: String {
        let summary = report.summary
        var parts = [
            "catalogue \(summary.catalogue): \(counted(summary.products, "product")) in \(counted(summary.rows, "row"))"
                + " of \(counted(summary.substances, "substance"))"
        ]
        if let articles = summary.articles { parts.append(counted(articles, "article")) }
        if let decisions = summary.decisions { parts.append(counted(decisions, "decision")) }
        if let rules = summary.rules { parts.append(counted(rules, "rule")) }
        return parts.joined(separator: "; ")
    }

    private var counts: String {
        let summary = report.summary
        var lines = [
            "\(counted(summary.concentrationMissing, "row")) without a concentration, \(counted(summary.limitUndecided, "row"))"
                + " whose limit cannot be compared"
        ]
        if let blind = summary.rulesBlind { lines.append("\(counted(blind, "rule")) blind for some row") }
        var table = TextTable([("finding", .left), ("errors", .right), ("warnings", .right)])
        for (kind, findings) in groups {
            let errors = findings.count { $0.severity == .error }
            table.add([Self.title(kind), grouped(errors), grouped(findings.count - errors)])
        }
        if table.isEmpty { lines.append("nothing is wrong") } else { lines += ["", table.text] }
        return lines.joined(separator: "\n")
    }

    private func sold(_ sales: SalesSummary) -> String {
        var table = TextTable([
            ("sold", .left), ("products", .right), ("lines", .right), ("%", .right), ("units", .right),
            ("%", .right),
        ])
        let parts: [(String, SalesSummary.Part?)] = [
            ("watched", sales.watched), ("screened", sales.screened), ("covered", sales.covered),
            ("not screened", sales.notScreened), ("all", sales.all),
        ]
        for (name, part) in parts {
            guard let part else { continue }
            table.add([
                name, grouped(part.products), grouped(part.lines), part.ofLines?.description ?? "",
                part.units.description, part.ofUnits?.description ?? "",
            ])
        }
        var lines = [table.text]
        if sales.screened == nil {
            lines.append("give --articles to see which of the others were screened")
        }
        if sales.otherLines + sales.unreadable > 0 {
            lines.append(
                "besides: \(counted(sales.otherLines, "line")) that \(sales.otherLines == 1 ? "is no sale" : "are no sales"),"
                    + " \(counted(sales.unreadable, "line")) that cannot be read")
        }
        if sales.beyond > 0 {
            lines.append(
                "\(counted(sales.beyond, "sale")) of products beyond the first \(grouped(SalesTally.unknownMax))"
                    + " that nobody knows: they count as not screened, and are in no list")
        }
        return lines.joined(separator: "\n")
    }

    private func list(_ kind: CoverageFinding.Kind, _ findings: ArraySlice<CoverageFinding>) -> String {
        var lines = ["\(Self.title(kind)): \(grouped(findings.count))"]
        for finding in findings.prefix(Self.shown) { lines.append("  " + line(finding)) }
        if findings.count > Self.shown {
            lines.append(
                "  … \(grouped(findings.count - Self.shown)) more of \(grouped(findings.count)): --format json has all"
            )
        }
        lines.append("  help: \(Self.help(kind))")
        return lines.joined(separator: "\n")
    }

    private func line(_ finding: CoverageFinding) -> String {
        var text = finding.severity.rawValue + ": "
        if let product = finding.product, finding.kind != .notScreened, finding.kind != .neverSold {
            text += quoted(product.string) + ": "
        }
        // Its texts were made for messages, and hold nothing that is not visible.
        text += finding.what
        if let description = finding.description { text += " (\(visible(description)))" }
        if let sold = finding.sold, sold.lines > 0, finding.kind != .notScreened {
            text += "; sold: \(sold.text)"
        }
        return text
    }

    private func counted(_ count: Int, _ word: String) -> String {
        "\(grouped(count)) \(word)\(count == 1 ? "" : "s")"
    }

    private static func title(_ kind: CoverageFinding.Kind) -> String {
        switch kind {
        case .concentrationMissing: "no concentration"
        case .densityMissing: "concentration that cannot be compared"
        case .ruleBlind: "blind rules"
        case .rowsDisagree: "rows that disagree"
        case .descriptionsDisagree: "one description, different rows"
        case .rejectedInCatalogue: "rejected, and in the catalogue"
        case .decisionNotInCatalogue: "decided, and not in the catalogue"
        case .decisionDiffers: "decided otherwise"
        case .decisionReopened: "to be decided again"
        case .gtinWrong: "wrong GTINs"
        case .notScreened: "sold and never screened"
        case .neverSold: "watched and never sold"
        }
    }

    private static func help(_ kind: CoverageFinding.Kind) -> String {
        switch kind {
        case .concentrationMissing:
            "take it from the label or the safety data sheet, and write it into the catalogue"
        case .densityMissing:
            "write the product's `density` into the catalogue, or the concentration in w/w, from the safety data sheet"
        case .ruleBlind: "fill in the rows above; until then the rule misses these products"
        case .rowsDisagree: "look at the labels, and mend the row that is wrong"
        case .descriptionsDisagree:
            "look whether they are different products; then the descriptions should say how"
        case .rejectedInCatalogue: "take the row out, or review the decision: `tillwatch catalogue review`"
        case .decisionNotInCatalogue, .decisionDiffers:
            "build the catalogue again: `tillwatch catalogue build`"
        case .decisionReopened:
            "screen and review them again: `tillwatch catalogue screen`; a check with other lists than the review's opens all"
        case .gtinWrong: "compare it with the article; spreadsheets cut zeros off and round long numbers"
        case .notScreened: "add them to the article master, and screen it: `tillwatch catalogue screen`"
        case .neverSold: "compare the product's key with what the tills write"
        }
    }
}
