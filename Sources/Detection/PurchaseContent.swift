import Purchases
import Rules

/// Writes down purchases as an alert shows them.
struct PurchaseContent {
    let judge: Judge

    init(_ judge: Judge) { self.judge = judge }

    /// In order of their own time, then key.
    ///
    /// - Parameter nettings: of each purchase, those but the plain one by which an indicator saw it.
    func records(_ lines: Set<Int>, _ nettings: [Int: Set<Netting>]) -> [PurchaseRecord] {
        lines.compactMap { line in judge.purchases[line].map { (line, $0) } }
            .sorted { $0.1.order < $1.1.order }
            .map { record(judge.receipts.lines[$0.0].line, $0.1, nettings[$0.0] ?? []) }
    }

    private func record(_ line: Line, _ purchase: Purchase, _ nettings: Set<Netting>) -> PurchaseRecord {
        let seen = purchase.before.filter { nettings.contains($0.netting) }
        let before = seen.map { self.before($0, line) }
        return PurchaseRecord(
            key: line.key.text, time: line.time, moment: purchase.moment, store: line.store, till: line.till,
            receipt: line.receiptNumber, line: line.lineNumber, product: line.product,
            description: line.description, quantity: purchase.basis.quantity,
            returned: purchase.basis.returned, voided: purchase.basis.voided, amount: purchase.amount,
            currency: line.currency, tender: line.tender,
            substances: purchase.substances.indices.map { record($0, purchase.net, line) },
            before: before.isEmpty ? nil : before)
    }

    private func record(_ position: Int, _ seen: NettedPurchase, _ line: Line) -> SubstanceRecord {
        let substance = seen.substances[position]
        let first = substance.entries[0]
        let unit = "% \(substance.row.basis.rawValue)"
        return SubstanceRecord(
            id: first.id, name: first.name, cas: first.cas, list: first.list,
            concentration: substance.row.concentration.map { Measured($0, unit) },
            mass: substance.mass.map { Measured($0, "g") },
            volume: seen.volume.map { Measured($0, "ml") },
            restricted: substance.isRestricted, assumedDensity: substance.assumedDensity,
            coveredMass: coveredMass(position, seen, line))
    }

    /// What rules saw that leave a step of the netting out.
    private func before(_ seen: NettedPurchase, _ line: Line) -> PurchaseBefore {
        PurchaseBefore(
            returns: seen.netting.ignoresReturns ? .ignore : nil,
            voids: seen.netting.ignoresVoids ? .ignore : nil, quantity: seen.quantity, amount: seen.amount,
            substances: seen.substances.indices.map {
                PurchaseBefore.Substance(
                    id: seen.substances[$0].entries[0].id,
                    mass: seen.substances[$0].mass.map { Measured($0, "g") },
                    volume: seen.volume.map { Measured($0, "ml") },
                    coveredMass: coveredMass($0, seen, line))
            })
    }

    private func coveredMass(_ position: Int, _ seen: NettedPurchase, _ line: Line) -> CoveredMass? {
        guard let exceptions = judge.ceilings.exceptions[seen.netting] else { return nil }
        let values = FieldValues(line: line, purchase: seen, totals: [])
        let covered = values.partlyCovered(position, by: exceptions)
        return covered.isEmpty
            ? nil
            : CoveredMass(
                licence: covered[.licence].map { Measured($0, "g") },
                professional: covered[.professional].map { Measured($0, "g") })
    }
}
