import Purchases

extension AmountScan {
    /// Joins what is stated in parts: `2 lb 3 oz`, and `500 ml + 250 ml`, which is in doubt.
    mutating func joinSums() {
        var joined: [NetReading] = []
        for net in nets {
            guard let last = joined.last, last.amount.unit.isMass == net.amount.unit.isMass,
                let sum = sum(last.amount, net.amount)
            else {
                joined.append(net)
                continue
            }
            let between = last.tokens.upperBound..<net.tokens.lowerBound
            let isPlus = between.count == 1 && isMark(between.lowerBound, "+")
            let isCompound =
                between.isEmpty && last.amount.unit == AmountUnit.named("lb") && net.amount.unit == .ounce
            guard isPlus || isCompound else {
                joined.append(net)
                continue
            }
            var whole = last
            whole.amount = sum
            whole.tokens = last.tokens.lowerBound..<net.tokens.upperBound
            whole.span = span(whole.tokens.lowerBound, whole.tokens.upperBound)
            if isPlus {
                whole.alternatives = [last.amount, net.amount]
                whole.doubts = ["two amounts are added"]
            }
            joined[joined.count - 1] = whole
        }
        nets = joined
    }

    /// In the unit of the first.
    private func sum(_ left: NetReading.Amount, _ right: NetReading.Amount) -> NetReading.Amount? {
        guard let first = left.base, let second = right.base,
            let one = AmountUnit.base(ExactDecimal(1), left.unit.name),
            let value = ExactDecimal.product([first + second], dividedBy: [one], digits: 6)
        else { return nil }
        return NetReading.Amount(value: value, unit: left.unit)
    }
}
