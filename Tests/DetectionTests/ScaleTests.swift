import Detection
import Foundation
import Purchases
import Rules
import TestSupport
import Testing

/// How long large journals take. Set `TILLWATCH_SCALE`; in release configuration.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["TILLWATCH_SCALE"] != nil, "set TILLWATCH_SCALE"))
struct ScaleTests {
    /// Rules like those of the baseline packs.
    private var rules: [Rule] {
        let regulated = Condition.entry(EntryCondition(lists: ["a"]))
        let restricted = Condition.entry(EntryCondition(lists: ["a"], annexes: ["I"], aboveLimit: true))
        return [
            .made("restricted", score: 100) {
                $0.condition = .all([restricted, .equals(.product, ["m"])])
                $0.exceptions = [.licence, .professional]
            },
            .made("amount", score: 25) {
                $0.over(.hours(720), .sumMass, atLeast: 10_000)
                $0.each = .substance
                $0.cap = 25
            },
            .made("several", score: 25) { $0.over(.hours(336), .distinct(.substance), atLeast: 3) },
            .made("concentrated", score: 20) {
                $0.condition = restricted
                $0.over(.hours(720), atLeast: 1)
            },
            .made("stores", score: 20) { $0.over(.hours(168), .distinct(.store), atLeast: 2) },
            .made("receipts", score: 15) {
                $0.over(TimeSpan(seconds: 1800), .countReceipts, atLeast: 2)
                $0.partition = [.store]
            },
            .made("cap", score: 25) {
                let range = NumberRange(lower: .init(ExactDecimal(4), inclusive: true))
                $0.condition = .all([regulated, .number(.quantity, range)])
                $0.over(.hours(720), .countReceipts, atLeast: 3)
            },
            .made("cash", score: 10) {
                $0.condition = .all([regulated, .equals(.tender, ["cash"])])
                $0.measure = .sumMass
                $0.threshold = Threshold(value: ExactDecimal(5000), bound: .atLeast)
            },
        ]
    }

    @Test func manyBuyers() {
        measure("100,000 purchases, 10,000 buyers", count: 100_000, buyers: 10_000, rules)
    }

    @Test func oneBuyer() { measure("20,000 purchases of one buyer", count: 20_000, buyers: 1, rules) }

    @Test func oneBuyerWithoutTime() {
        var detector = Shop.detector([Shop.pack(rules)])
        let lines = self.lines(20_000, buyers: 1).shuffled()
        let took = ContinuousClock().measure { _ = detector.apply(Shop.journalled(lines)) }
        print("scale: 20,000 purchases of one buyer in one batch: \(took), \(detector.standing.count) alerts")
    }

    @Test func storesAndProducts() {
        var more = rules
        for subject in [Rule.Subject.store, .product, .storeAndProduct] {
            more.append(
                .made("\(subject)", score: 35) {
                    $0.subject = subject
                    $0.over(.hours(24), .sumMass, atLeast: 100_000)
                })
        }
        measure("50,000 purchases, 3,000 buyers, by store and product", count: 50_000, buyers: 3000, more)
    }

    /// Combinations, sequences, absences and what is usual, of buyers and stores.
    @Test func formsOfRules() {
        let salt = Condition.equals(.product, ["p"])
        let sugar = Condition.equals(.product, ["q"])
        var more: [Rule] = []
        for subject in [Rule.Subject.buyer, .store] {
            let part = [
                Rule.made("combine \(subject)", score: 10) {
                    $0.form = .combine(
                        atLeast: 2,
                        of: [salt, sugar].map {
                            Criterion(condition: $0, window: .span(.hours(168)), windowText: "7d")
                        })
                },
                .made("sequence \(subject)", score: 10) {
                    $0.form = .sequence([
                        Step(condition: salt), Step(condition: sugar, within: .hours(168), withinText: "7d"),
                        Step(condition: salt, within: .hours(168), withinText: "7d"),
                    ])
                },
                .made("absent \(subject)", score: 10) {
                    $0.form = .absent(
                        Absence(after: salt, awaited: sugar, within: .hours(48), withinText: "48h"))
                },
                .made("usual \(subject)", score: 10) {
                    $0.over(.hours(168), .countReceipts, atLeast: 1)
                    $0.usual = Usual(
                        over: .hours(168 * 12), overText: "12w",
                        times: Threshold(value: ExactDecimal(3), bound: .atLeast), minWindows: 3)
                },
            ]
            more += part.map { rule in
                var rule = rule
                rule.subject = subject
                return rule
            }
        }
        measure("50,000 purchases, 3,000 buyers, all forms of rules", count: 50_000, buyers: 3000, more)
    }

    private func measure(_ what: String, count: Int, buyers: Int, _ rules: [Rule]) {
        var detector = Shop.detector([Shop.pack(rules)])
        var rest = Shop.journalled(lines(count, buyers: buyers))[...]
        var changes = 0
        let took = ContinuousClock().measure {
            while !rest.isEmpty {
                changes += detector.apply(Array(rest.prefix(1000))).count
                rest = rest.dropFirst(1000)
            }
        }
        print("scale: \(what): \(took), \(changes) changes, \(detector.standing.count) alerts")
        #expect(took < .seconds(120))
    }

    /// A year of purchases in order of time.
    private func lines(_ count: Int, buyers: Int) -> [Line] {
        var generator = SplitMix(seed: 7)
        let products: [ExactText] = ["p", "q", "m", "spirit"]
        var buyer = 0
        return (0..<count).map { number in
            let seconds = Int64(number) * 31_536_000 / Int64(count)
            let time = EventTime(microseconds: (1_767_225_600 + seconds) * 1_000_000)
            if number.isMultiple(of: 2) { buyer = Int.random(in: 0..<buyers, using: &generator) }
            // Products at the limit are rare.
            let product = generator.chance(0.01) ? "m" : products[Int.random(in: 0..<4, using: &generator)]
            return Shop.sale(
                "\(number / 2)", time.description, line: "\(number % 2)",
                product: product == "m" ? "q" : product,
                quantity: "\(Int.random(in: 1...5, using: &generator))", card: ExactText("card-\(buyer)"))
        }
    }
}
