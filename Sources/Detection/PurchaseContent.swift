import Purchases

/// Writes down purchases as an alert shows them.
struct PurchaseContent {
    let judge: Judge

    init(_ judge: Judge) { self.judge = judge }

    /// In order of their own time, then key.
    func records(_ lines: Set<Int>) -> [PurchaseRecord] {
        lines.compactMap { line in judge.purchases[line].map { (line, $0) } }
            .sorted { $0.1.order < $1.1.order }
            .map { record(judge.receipts.lines[$0.0].line, $0.1) }
    }

    private func record(_ line: Line, _ purchase: Purchase) -> PurchaseRecord {
        PurchaseRecord(
            key: line.key.text, time: line.time, moment: purchase.moment, store: line.store, till: line.till,
            receipt: line.receiptNumber, line: line.lineNumber, product: line.product,
            description: line.description, quantity: purchase.basis.quantity,
            returned: purchase.basis.returned, amount: purchase.amount, currency: line.currency,
            tender: line.tender, substances: purchase.substances.map { record($0, purchase) })
    }

    private func record(_ substance: ListedSubstance, _ purchase: Purchase) -> SubstanceRecord {
        let first = substance.entries[0]
        let unit = "% \(substance.row.basis.rawValue)"
        return SubstanceRecord(
            id: first.id, name: first.name, cas: first.cas, list: first.list,
            concentration: substance.row.concentration.map { Measured($0, unit) },
            mass: substance.mass.map { Measured($0, "g") },
            volume: purchase.volume.map { Measured($0, "ml") },
            restricted: substance.isRestricted, assumedDensity: substance.assumedDensity)
    }
}
