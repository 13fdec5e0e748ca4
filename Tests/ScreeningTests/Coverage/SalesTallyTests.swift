import Purchases
import Screening
import Testing

struct SalesTallyTests {
    /// Random sales of some products, against dictionaries and loops.
    @Test(arguments: [0, 3, 1_000])
    func countsWithinItsBound(_ most: Int) {
        var chance = Chance(state: UInt64(most) + 1)
        let known: [ExactText] = ["k1", "k2", "k3"]
        var tally = SalesTally(known: known, unknownMax: most)
        var order: [ExactText] = []
        var lines: [ExactText: Int] = [:]
        var units: [ExactText: Int] = [:]
        for _ in 0..<2_000 {
            let product = ExactText((chance.bool() ? "k" : "u") + String(chance.next() % 8))
            let amount = Int(chance.next() % 5)
            if !order.contains(product) { order.append(product) }
            lines[product, default: 0] += 1
            units[product, default: 0] += amount
            tally.add(product, units: ExactDecimal(amount), description: "the \(product)")
        }
        let told = known + order.filter { !known.contains($0) }.prefix(most)
        for product in told {
            #expect(
                tally[product] == .init(lines: lines[product] ?? 0, units: ExactDecimal(units[product] ?? 0)))
        }
        let beyond = order.filter { !told.contains($0) }
        #expect(tally.beyond.lines == beyond.reduce(0) { $0 + (lines[$1] ?? 0) })
        #expect(tally.beyond.units == ExactDecimal(beyond.reduce(0) { $0 + (units[$1] ?? 0) }))
        #expect(Set(tally.sold.keys) == Set(told.filter { lines[$0] != nil }))
        #expect(beyond.allSatisfy { tally[$0].lines == 0 && tally.description(of: $0) == nil })
        #expect(tally.description(of: "k1") == nil)
        if most > 8 { #expect(tally.description(of: "u1") == "the u1") }
    }

    @Test func aLongDescriptionIsCut() {
        var tally = SalesTally(known: [])
        tally.add("p", units: ExactDecimal(1), description: String(repeating: "é", count: 100_000))
        #expect(tally.description(of: "p")?.count == 80)
    }
}
