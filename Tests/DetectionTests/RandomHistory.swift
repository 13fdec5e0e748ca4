import Purchases
import Rules
import TestSupport

/// A random history of lines, larger than those that the oracle can judge, and packs to judge it by.
struct RandomHistory {
    private var generator: SplitMix
    private(set) var lines: [Line] = []
    private(set) var packs: [Pack] = []
    private let maps: (revision: Bool, day: Bool)

    init(seed: UInt64, lines count: Int) {
        generator = SplitMix(seed: seed)
        maps = (generator.chance(0.5), generator.chance(0.3))
        packs = [pack("one"), pack("two")]
        // Few buyers in a short time or many in a long one.
        let spread = Int64([3, 40, 200].randomElement(using: &generator) ?? 3)
        for number in 0..<count { add(number, hours: spread * 24, receipts: max(4, count / 3)) }
    }

    private mutating func add(_ number: Int, hours: Int64, receipts: Int) {
        if let old = lines.randomElement(using: &generator), generator.chance(0.35) {
            lines.append(following(old, number))
            return
        }
        let receipt = Int.random(in: 0..<receipts, using: &generator)
        var line = blank(receipt, line: "\(number % 40)", hours: hours)
        line.product = ["p", "q", "m", "spirit", "unknown"].randomElement(using: &generator)
        lines.append(line)
    }

    /// A void, return or correction of a line that is there.
    private mutating func following(_ old: Line, _ number: Int) -> Line {
        var line = old
        switch Int.random(in: 0..<6, using: &generator) {
        case 0:
            line.quantity = ExactDecimal(Int.random(in: 0...3, using: &generator))
            if maps.revision { line.revision = Int64.random(in: 1...3, using: &generator) }
        case 1:
            line.kind = .void
            if maps.revision { line.revision = Int64.random(in: 1...3, using: &generator) }
        case 2:
            line.tokens = tokens()
            if maps.revision { line.revision = 2 }
        default:
            line = rekeyed(old, line: "n\(number)")
            line.kind = generator.chance(0.5) ? .void : .return
            line.quantity = generator.chance(0.3) ? nil : ExactDecimal(1)
            line.time = EventTime(
                microseconds: line.time.microseconds
                    + Int64.random(in: -3600...86_400, using: &generator) * 1_000_000)
            if generator.chance(0.4) {
                line.refers.receipt = old.receiptNumber
                if generator.chance(0.6) { line.refers.line = old.lineNumber }
            }
            if generator.chance(0.2) { line.product = nil }
        }
        return line
    }

    private mutating func blank(_ receipt: Int, line: String, hours: Int64) -> Line {
        let at = (Int64(receipt) * 7919 % max(hours, 1)) * 3600
        let time = EventTime(microseconds: 1_777_600_000_000_000 + at * 1_000_000)
        var made = Shop.sale("\(receipt)", time.description, line: line)
        made.store = receipt.isMultiple(of: 3) ? "S" : "T"
        made = rekeyed(made, line: line)
        made.quantity = ExactDecimal(Int.random(in: 1...3, using: &generator))
        made.tokens = tokens()
        made.licence = paper("L")
        made.professional = paper("P")
        made.tender = generator.chance(0.2) ? nil : generator.chance(0.5) ? "cash" : "card"
        if maps.revision { made.revision = 1 }
        if maps.day { made.businessDay = ExactText(made.local.day.description) }
        return made
    }

    private func rekeyed(_ line: Line, line number: String) -> Line {
        var copy = line
        copy.lineNumber = ExactText(number)
        let parts = ["f", line.store.string, line.till.string, line.receiptNumber.string]
        let day = line.businessDay.map { [$0.string] } ?? []
        copy.key = LineKey(receiptParts: parts + day, line: number)
        return copy
    }

    private mutating func tokens() -> [Token] {
        var found: [Token] = []
        let people = 12
        if generator.chance(0.7) {
            let card = Int.random(in: 0..<people, using: &generator)
            found.append(Token(kind: "loyalty", value: ExactText("c\(card)")))
        }
        if generator.chance(0.4) {
            let pay = Int.random(in: 0..<people * 3, using: &generator)
            found.append(Token(kind: "payment", value: ExactText("p\(pay)")))
        }
        return found
    }

    /// A paper as a buyer may show it: of few numbers, so that totals are used up.
    private mutating func paper(_ kind: String) -> Exemption? {
        guard generator.chance(0.6) else { return nil }
        var paper = Exemption(
            number: ExactText("\(kind)\(Int.random(in: 0..<3, using: &generator))"),
            until: LocalDay(iso: "2027-01-01"))
        if generator.chance(0.3) { paper.scope = ["salt"] }
        if generator.chance(0.8) {
            paper.total = .grams(ExactDecimal(Int.random(in: 0...6, using: &generator) * 400))
        }
        if generator.chance(0.5) {
            paper.period = .span(.hours(Int64.random(in: 1...200, using: &generator)))
        }
        return paper
    }

    /// A total over the lines of a receipt, perhaps of those alone that another one holds for.
    private mutating func total(rest: Condition) -> Condition {
        let field: Field = [.mass, .volume, .quantity, .amount].randomElement(using: &generator) ?? .mass
        let value = Int.random(in: 1...5, using: &generator) * (field == .mass ? 400 : 1)
        let end = NumberRange.End(ExactDecimal(value), inclusive: generator.chance(0.5))
        let isLower = generator.chance(0.6)
        return .total(
            ReceiptTotal(
                field: field, currency: field == .amount ? "EUR" : nil,
                range: NumberRange(lower: isLower ? end : nil, upper: isLower ? nil : end), rest: rest))
    }

    private mutating func pack(_ id: String) -> Pack {
        let fields: [Field] = [.substance, .product, .store, .tender, .named("loyalty")]
        let measures: [Measure] = [
            .countPurchases, .countReceipts, .sumMass, .sumVolume, .sumUnits,
            .sumAmount(currency: "EUR"), .distinct(.substance), .distinct(.store),
        ]
        var rules: [Rule] = []
        for number in 0..<6 {
            var rule = Rule.made("r\(number)", score: Int.random(in: 1...5, using: &generator) * 15)
            rule.measure = measures.randomElement(using: &generator) ?? .sumUnits
            let value = Int.random(in: 1...4, using: &generator)
            rule.threshold = Threshold(
                value: ExactDecimal(rule.measure == .sumMass ? value * 500 : value),
                bound: generator.chance(0.5) ? .atLeast : .above)
            if generator.chance(0.8) {
                let hours = [1, 30, 168, 720].randomElement(using: &generator) ?? 1
                rule.window = generator.chance(0.2) ? .calendarDay : .span(.hours(Int64(hours)))
                rule.windowText = rule.window == .calendarDay ? "calendar_day" : "\(hours)h"
            }
            rule.subject =
                generator.chance(0.7)
                ? .buyer : Rule.Subject.allCases.randomElement(using: &generator) ?? .store
            if generator.chance(0.4) { rule.each = fields.randomElement(using: &generator) }
            if generator.chance(0.3) { rule.partition = [.store] }
            rule.ignoresReturns = generator.chance(0.2)
            rule.ignoresVoids = generator.chance(0.2)
            if generator.chance(0.4) { rule.exceptions.insert(.licence) }
            if generator.chance(0.3) { rule.exceptions.insert(.professional) }
            if generator.chance(0.3) {
                let product = Condition.not(.equals(.product, ["spirit"]))
                let rest = generator.chance(0.5) ? product : .any([total(rest: product), .always])
                rule.condition = .all([rule.condition, total(rest: rest)])
            }
            rules.append(rule)
        }
        var pack = Shop.pack(rules, maxLinks: [1, 3, 20].randomElement(using: &generator) ?? 20)
        pack.id = id
        pack.quiet =
            [TimeSpan.hours(6), .hours(100), .hours(720)].randomElement(using: &generator) ?? .hours(6)
        if generator.chance(0.5) { pack.linkKinds = ["loyalty"] }
        return pack
    }

    /// The lines in another order that must give the same ledger, as the journal accepts them.
    mutating func arriving(shuffled: Bool) -> [JournalledLine] {
        var order = lines
        if shuffled {
            order.shuffle(using: &generator)
            if !maps.revision {
                var queues = Dictionary(grouping: lines, by: \.key)
                order = order.compactMap { queues[$0.key]?.removeFirst() }
            }
        }
        // The journal keeps content that it knows already once (2.3).
        var known: Set<ExactText> = []
        order = order.filter { known.insert(ExactText("\($0.key)\u{1E}\($0.content)")).inserted }
        return Shop.journalled(order)
    }
}

extension RandomNumberGenerator {
    mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }
}
