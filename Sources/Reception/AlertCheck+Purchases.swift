import Purchases

extension AlertCheck {
    /// Each purchase by itself, and their order.
    mutating func purchases() {
        for (earlier, later) in zip(data.purchases, data.purchases.dropFirst())
        where !PurchaseRecord.inOrder(earlier, later) {
            wrong(
                .purchaseOrder, "purchases are not in order of time and key, each once",
                found: "\(later.key)")
        }
        for record in data.purchases {
            key(of: record)
            quantity(of: record)
            before(record)
            substances(of: record)
            about(record)
        }
    }

    /// Receipts are one moment each (4.1).
    mutating func receipts() {
        var moments: [ExactText: EventTime] = [:]
        for record in data.purchases {
            if record.time < record.moment {
                wrong(
                    .moment, "\(record.key) lies before the moment of its receipt",
                    expected: "at most \(record.time)", found: "\(record.moment)")
            }
            if event.time < record.moment {
                wrong(
                    .moment, "\(record.key) lies after the moment of the alert",
                    expected: "at most \(event.time)", found: "\(record.moment)")
            }
            guard let receipt = record.receiptKey else { continue }
            if let known = moments[receipt], known != record.moment {
                wrong(
                    .moment, "receipt \(receipt) has two moments", expected: "\(known)",
                    found: "\(record.moment)")
            }
            moments[receipt] = moments[receipt] ?? record.moment
        }
        // At a deadline the purchases that awaited count as its own; `absence` looks at their time.
        guard absentRule == nil, !data.purchases.contains(where: { $0.moment == event.time }) else { return }
        if isPartial {
            unchecked(.noOwnPurchase, "no purchase of the alert's own moment is shown")
        } else {
            wrong(
                .noOwnPurchase, "no purchase counts at the alert's own moment",
                expected: "\(event.time)",
                found: data.purchases.map(\.moment).max()?.description ?? "no purchase")
        }
    }

    /// The alert's purchases are the union of its indicators' (5.7).
    mutating func evidence() {
        let hidden = data.confidential ?? []
        let named = Set(data.indicators.flatMap(\.purchases) + hidden.flatMap(\.purchases))
        for key in named.subtracting(records.keys).sorted() {
            wrong(
                .purchaseUnlisted, "an indicator names a purchase that the alert does not show",
                found: "\(key)")
        }
        for key in Set(records.keys).subtracting(named).sorted() {
            wrong(.purchaseUnused, "the alert shows a purchase that no indicator names", found: "\(key)")
        }
    }

    /// The key is made of the fields beside it (2.1).
    private mutating func key(of record: PurchaseRecord) {
        let parts = record.key.string.split(separator: "/", omittingEmptySubsequences: false).map {
            ExactText(String($0))
        }
        let fields = [record.store, record.till, record.receipt].map { ExactText(LineKey.escaped($0.string)) }
        let line = ExactText(LineKey.escaped(record.line.string))
        let holds =
            (5...6).contains(parts.count) && Array(parts[1...3]) == fields && parts.last == line
            && !parts.contains(where: \.isEmpty)
        if !holds {
            wrong(
                .purchaseKey, "a purchase's key is not that of its store, till, receipt and line",
                expected: "FEED/\(fields.map(\.string).joined(separator: "/"))[/DAY]/\(line)",
                found: "\(record.key)")
        }
    }

    private mutating func quantity(of record: PurchaseRecord) {
        // Nothing is left of it for any rule but those that leave a step of the netting out.
        if record.quantity < .zero || (record.quantity.isZero && record.before == nil) {
            wrong(
                .quantity, "\(record.key) has no quantity left, so it counts for no rule",
                expected: "above 0", found: "\(record.quantity)")
        }
        if let voided = record.voided, voided < .zero {
            wrong(
                .quantity, "what was voided of \(record.key) is below zero", expected: "at least 0",
                found: "\(voided)")
        }
        if record.returned < .zero {
            wrong(
                .quantity, "what was returned of \(record.key) is below zero", expected: "at least 0",
                found: "\(record.returned)")
        }
        if record.amount != nil, record.currency?.isEmpty == true {
            wrong(.quantity, "the amount of \(record.key) has an empty currency")
        }
    }

    private mutating func about(_ record: PurchaseRecord) {
        guard let about = data.about else { return }
        if let store = about.store, record.store != store {
            wrong(.about, "\(record.key) is of another store", expected: "\(store)", found: "\(record.store)")
        }
        if let product = about.product, record.product != product {
            wrong(
                .about, "\(record.key) is of another product", expected: "\(product)",
                found: record.product?.string ?? "none")
        }
    }
}
