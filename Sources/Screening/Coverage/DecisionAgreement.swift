import Catalogue
import Documents
import Purchases

/// Where decisions and catalogue say different things.
struct DecisionAgreement {
    let catalogue: ProductCatalogue
    let decisions: Decisions
    let articles: CoverageArticles?
    let index: ListedEntriesIndex
    let entries: ListedEntries
    let today: LocalDay

    /// In order of product and substance, of decisions that hold today.
    func findings() -> [CoverageFinding] {
        decisions.sorted.filter { $0.until.map { today <= $0 } ?? true }.compactMap(finding)
    }

    private func finding(_ decision: Decision) -> CoverageFinding? {
        let product = decision.key.product
        let substance = quoted(decision.key.substance.string)
        let row = (catalogue.rows[product] ?? []).first {
            $0.isCurrent(today) && index.isNamed($0, decision.key.substance)
        }
        let since = "decided by \(visible(decision.by)) on \(decision.at)"
        if decision.kind == .reject {
            guard row != nil else { return nil }
            return made(
                .rejectedInCatalogue, .error, decision,
                "the catalogue says that it holds \(substance), which was rejected: \(since)")
        }
        if let labels = articles?.labels[product], !labels.contains(decision.label) {
            return made(
                .decisionReopened, .warning, decision,
                "its label is another one now than when \(substance) was \(since)")
        }
        if entries.digest(of: decision.key.substance) != decision.entry {
            return made(
                .decisionReopened, .warning, decision,
                "the lists say something else of \(substance) now than when it was \(since)")
        }
        guard let row else {
            return made(
                .decisionNotInCatalogue, .warning, decision,
                "the catalogue has no row of \(substance), \(since)")
        }
        guard let other = difference(decision, row) else { return nil }
        return made(
            .decisionDiffers, .warning, decision,
            "the catalogue says \(row.amountsText) of \(substance), and the decision \(other): \(since)")
    }

    /// What the decision says, where it is not what the row says.
    private func difference(_ decision: Decision, _ row: ProductRow) -> String? {
        var told = row
        told.concentration = decision.concentration
        told.basis = decision.basis.flatMap(ProductRow.Basis.init) ?? .byWeight
        if let amount = decision.netAmount, let unit = decision.netUnit {
            told.netMass = try? Dimension.mass.converted(amount, unit: unit)
            told.netVolume = try? Dimension.volume.converted(amount, unit: unit)
        }
        let isSameShare =
            told.concentration == row.concentration && (row.concentration == nil || told.basis == row.basis)
        let isSamePack = told.netMass == row.netMass && told.netVolume == row.netVolume
        return isSameShare && isSamePack ? nil : told.amountsText
    }

    private func made(
        _ kind: CoverageFinding.Kind, _ severity: CoverageFinding.Severity, _ decision: Decision,
        _ what: String
    ) -> CoverageFinding {
        var finding = CoverageFinding(kind, severity, product: decision.key.product, what: what)
        finding.substance = decision.key.substance
        finding.description =
            catalogue.descriptions[decision.key.product] ?? articles?.names[decision.key.product]
        return finding
    }
}
