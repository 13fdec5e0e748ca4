import Purchases

/// Puts the net amounts of an article in order, best first, and says what is in doubt.
struct NetChoice {
    private var readings: [NetReading]
    private let unitPrice: UnitPrice?
    private let hasSmallPieces: Bool
    private(set) var notes: [String] = []

    init(_ readings: [NetReading], unitPrice: UnitPrice?, hasSmallPieces: Bool) {
        self.readings = readings
        self.unitPrice = unitPrice
        self.hasSmallPieces = hasSmallPieces
    }

    /// - Returns: the amounts; `notes` then holds what is in doubt about the first of them.
    mutating func nets() -> [Amounts.Net] {
        guard !readings.isEmpty else {
            if let unitPrice {
                notes.append("price and unit price say \(unitPrice.text), and no text states an amount")
            }
            return []
        }
        order()
        var doubts = compare()
        checkPrice(&doubts)
        if !doubts.isEmpty {
            let text = readings[0].span.text
            notes += doubts.map { "\(shown(text)): \($0)" }
        }
        return readings.enumerated().map { index, reading in
            let amount = reading.amount
            return Amounts.Net(
                value: amount.value, unit: amount.unit.name, count: amount.count, each: amount.each,
                span: reading.span, isDoubtful: index == 0 ? !doubts.isEmpty : !reading.doubts.isEmpty)
        }
    }

    private mutating func order() {
        let order = readings.indices.sorted { left, right in
            (readings[right].rank, left) < (readings[left].rank, right)
        }
        readings = order.map { readings[$0] }
        guard readings.count > 1 else { return }
        // Beside the amount of a piece the larger one is that of the pack.
        let best = readings[0]
        if let whole = readings.indices.dropFirst().first(where: { holds(readings[$0], best) }) {
            readings.insert(readings.remove(at: whole), at: 0)
        }
    }

    /// Whether the first amount is a whole number, two at least, of the second, stated alike.
    private func holds(_ whole: NetReading, _ part: NetReading) -> Bool {
        guard whole.amount.unit.isMass == part.amount.unit.isMass, whole.isFurther == part.isFurther,
            abs(whole.rank - part.rank) < 15, let large = whole.amount.base, let small = part.amount.base,
            small > .zero, large > small
        else { return false }
        return large.millionths % small.millionths == 0
    }

    /// What the other amounts of the same kind say about the best one.
    private func compare() -> [String] {
        let best = readings[0]
        var doubts = best.doubts
        guard let base = best.amount.base else { return doubts }
        for other in readings.dropFirst() where other.amount.unit.isMass == best.amount.unit.isMass {
            guard let own = other.amount.base, other.rank > best.rank - 40 else { continue }
            if isNear(base, own) {
                // Two statements that agree settle what one of them leaves open.
                doubts = []
                return doubts
            }
            if holds(best, other), hasSmallPieces { continue }
            if best.amount.each.flatMap({ AmountUnit.base($0, best.amount.unit.name) }) == own { continue }
            doubts.append("another amount is stated, \(other.amount.text)")
        }
        return doubts
    }

    /// Lets the unit price choose among the readings, and doubts what it contradicts.
    private mutating func checkPrice(_ doubts: inout [String]) {
        guard let unitPrice else { return }
        if unitPrice.agrees(with: readings[0].amount) == true {
            doubts = []
            return
        }
        for index in readings.indices {
            let choices = [readings[index].amount] + readings[index].alternatives
            guard let choice = choices.first(where: { unitPrice.agrees(with: $0) == true }) else { continue }
            readings[index].amount = choice
            readings.insert(readings.remove(at: index), at: 0)
            doubts = []
            notes.append(
                "\(shown(readings[0].span.text)): read as \(choice.text), as price and unit price say")
            return
        }
        if unitPrice.agrees(with: readings[0].amount) == false {
            doubts.append("price and unit price say \(unitPrice.text)")
        }
    }

    private func isNear(_ left: ExactDecimal, _ right: ExactDecimal) -> Bool {
        let difference = (left - right).magnitude
        // Two in a hundred: `16 oz (454 g)`.
        return difference.millionths * 50 <= max(left, right).millionths
    }
}
