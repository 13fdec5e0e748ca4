import Purchases
import Rules
import TestSupport

/// Random rules of every form, over products alone so that they can be judged by other means.
struct RandomForms {
    private var generator: SplitMix

    init(seed: UInt64) { generator = SplitMix(seed: seed) }

    /// A rule of some form and subject.
    mutating func rule(_ id: String) -> Rule {
        var rule = Rule.made(id, score: Int.random(in: 1...5, using: &generator) * 15)
        rule.subject = generator.chance(0.7) ? .buyer : .store
        if generator.chance(0.4) { rule.condition = products(3) }
        if generator.chance(0.3) { rule.each = .product }
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: rule.form = combination()
        case 1: rule.form = sequence()
        case 2: rule.form = absence()
        case 3: makeUsual(&rule)
        default:
            (rule.measure, rule.threshold) = measure()
            rule.window = .span(span())
            rule.windowText = "1h"
        }
        return rule
    }

    private mutating func combination() -> Form {
        let count = Int.random(in: 2...4, using: &generator)
        let isOfReceipts = generator.chance(0.3)
        let criteria = (0..<count).map { _ in
            let (measure, threshold) = measure()
            let isWindow = !isOfReceipts && generator.chance(0.7)
            return Criterion(
                condition: products(2), measure: measure, threshold: threshold,
                window: isWindow ? .span(span()) : .receipt, windowText: isWindow ? "1h" : nil)
        }
        return .combine(atLeast: Int.random(in: 1...count, using: &generator), of: criteria)
    }

    private mutating func sequence() -> Form {
        let count = Int.random(in: 2...4, using: &generator)
        return .sequence(
            (0..<count).map { number in
                number == 0
                    ? Step(condition: products(2))
                    : Step(condition: products(2), within: span(), withinText: "1h")
            })
    }

    private mutating func absence() -> Form {
        .absent(
            Absence(after: products(2), awaited: products(1), within: span(), withinText: "1h"))
    }

    private mutating func makeUsual(_ rule: inout Rule) {
        (rule.measure, rule.threshold) = measure()
        rule.window = .span(span())
        rule.windowText = "1h"
        let times = ["1", "1.5", "2"].randomElement(using: &generator).flatMap { ExactDecimal($0) }
        rule.usual = Usual(
            over: .hours(Int64.random(in: 30...200, using: &generator)), overText: "200h",
            times: Threshold(
                value: times ?? ExactDecimal(2), bound: generator.chance(0.7) ? .atLeast : .above),
            minWindows: Int.random(in: 1...3, using: &generator))
    }

    private mutating func measure() -> (Measure, Threshold) {
        let measure = [
            Measure.countPurchases, .countReceipts, .sumUnits, .sumMass, .distinct(.product),
        ].randomElement(using: &generator)
        let value = Int.random(in: 1...3, using: &generator)
        return (
            measure ?? .sumUnits,
            Threshold(
                value: ExactDecimal(measure == .sumMass ? value * 500 : value),
                bound: generator.chance(0.7) ? .atLeast : .above)
        )
    }

    private mutating func span() -> TimeSpan {
        .hours([1, 4, 12, 24, 48].randomElement(using: &generator) ?? 1)
    }

    private mutating func products(_ most: Int) -> Condition {
        let names = Self.products.shuffled(using: &generator)
        return .equals(
            .product, ChosenTexts(Array(names.prefix(Int.random(in: 1...most, using: &generator)))))
    }

    /// Products of one listed substance, 500 g of it in each.
    static let products: [ExactText] = ["p", "q", "r"]

    /// Sales of a few cards and stores in a few days, often at equal times, each receipt at one time.
    mutating func sales(_ count: Int) -> [Line] {
        let spread = [40, 200, 400].randomElement(using: &generator) ?? 40
        var lines: [Line] = []
        while lines.count < count {
            let receipt = "\(lines.count)"
            let hours = Int64.random(in: 0..<Int64(spread), using: &generator)
            let time = EventTime(microseconds: 1_777_600_000_000_000 + hours * 3_600_000_000)
            let card = ExactText(["A", "B"].randomElement(using: &generator) ?? "A")
            let store = ExactText(["S", "T"].randomElement(using: &generator) ?? "S")
            let feed = generator.chance(0.8) ? "f" : "g"
            for number in 0..<Int.random(in: 1...2, using: &generator) {
                let quantity = "\(Int.random(in: 1...3, using: &generator))"
                let product = Self.products.randomElement(using: &generator)
                lines.append(
                    Shop.sale(
                        receipt, time.description, line: "\(number)", product: product, quantity: quantity,
                        card: card
                    ) {
                        $0.store = store
                        $0.key = LineKey(
                            receiptParts: [feed, store.string, "1", receipt], line: "\(number)")
                    })
            }
        }
        return lines
    }

    mutating func shuffled(_ lines: [Line]) -> [Line] { lines.shuffled(using: &generator) }
}
