import Purchases
import Rules

/// Totals of fields over the lines of one receipt, in the quantities of one netting (4.3).
struct ReceiptTotals: Sendable {
    /// Those that the rules of a netting ask for; what stands in another one's `rest` before it.
    private(set) var byNetting: [Netting: [ReceiptTotal]] = [:]

    init(rules: [Rule]) {
        for rule in rules {
            for condition in rule.conditions {
                Self.gather(condition, into: &byNetting[rule.netting, default: []])
            }
        }
        byNetting = byNetting.filter { !$0.value.isEmpty }
    }

    var isEmpty: Bool { byNetting.isEmpty }

    subscript(netting: Netting) -> [ReceiptTotal] { byNetting[netting] ?? [] }

    private static func gather(_ condition: Condition, into found: inout [ReceiptTotal]) {
        switch condition {
        case .all(let parts), .any(let parts): for part in parts { gather(part, into: &found) }
        case .not(let part): gather(part, into: &found)
        case .total(let total):
            gather(total.rest, into: &found)
            if !found.contains(total) { found.append(total) }
        case .always, .missing, .equals, .prefix, .number, .money, .entry: break
        }
    }

    /// The answers for each line of a receipt.
    ///
    /// - Parameter lines: its purchases in the quantities of the netting.
    func answers(_ netting: Netting, _ lines: [(line: Line, purchase: NettedPurchase)]) -> [[[Truth]]] {
        let totals = self[netting]
        var lines = lines
        for index in lines.indices { lines[index].purchase.facts.totals = [] }
        for total in totals {
            var sums: [ExactText: Sum] = [:]
            for (line, purchase) in lines {
                add(FieldValues(line: line, purchase: purchase, totals: totals), to: &sums, total)
            }
            for index in lines.indices {
                let answers = lines[index].purchase.substances.map {
                    (sums[$0.identity] ?? Sum()).lies(in: total.range)
                }
                lines[index].purchase.facts.totals.append(answers)
            }
        }
        return lines.map(\.purchase.facts.totals)
    }

    private struct Sum {
        var known = ExactDecimal.zero
        var isPartMissing = false

        mutating func add(_ value: ExactDecimal?) {
            if let value { known += value } else { isPartMissing = true }
        }

        /// With a part missing an upper bound cannot be asked, and a lower one holds once what is known reaches it.
        func lies(in range: NumberRange) -> Truth {
            let holds = range.contains(known)
            guard isPartMissing else { return Truth(holds) }
            return range.upper == nil && holds ? .yes : .unknown
        }
    }

    /// Adds what one line adds to the sums of its substances.
    private func add(_ values: FieldValues, to sums: inout [ExactText: Sum], _ total: ReceiptTotal) {
        var counted: Set<ExactText> = []
        for substance in values.purchase.substances
        where values.answer(total.rest, of: substance) == .yes {
            if total.field == .mass {
                sums[substance.identity, default: Sum()].add(substance.mass)
                continue
            }
            guard counted.insert(substance.identity).inserted else { continue }
            if total.field == .amount, let currency = values.line.currency, currency != total.currency {
                continue
            }
            let isMoneyOfNone = total.field == .amount && values.line.currency == nil
            sums[substance.identity, default: Sum()].add(isMoneyOfNone ? nil : values.number(total.field))
        }
    }
}

extension FieldValues {
    /// What was worked out from the receipt beforehand.
    func answer(_ total: ReceiptTotal, of substance: ListedSubstance) -> Truth {
        guard let place = totals.firstIndex(of: total), place < purchase.facts.totals.count,
            let position = purchase.substances.firstIndex(where: { $0.identity == substance.identity })
        else { return .unknown }
        return purchase.facts.totals[place][position]
    }
}
