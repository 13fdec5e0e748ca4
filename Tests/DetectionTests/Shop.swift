import Detection
import Purchases
import Rules

/// A small made-up shop: its products, lists and lines, for cases that can be worked out by hand.
enum Shop {
    static let lists = [
        SubstanceList(
            id: "a", version: "1", jurisdiction: nil,
            entries: [
                SubstanceEntry(
                    list: "a", id: "salt", name: "Salt", cas: "7647-14-5", annex: "I",
                    limit: ExactDecimal(5)),
                SubstanceEntry(
                    list: "a", id: "sugar", name: "Sugar", cas: "57-50-1", annex: "I",
                    limit: ExactDecimal(60)),
                SubstanceEntry(
                    list: "a", id: "ethanol", name: "Ethanol", cas: "64-17-5",
                    density: ExactDecimal("0.79")),
            ]),
        SubstanceList(
            id: "b", version: "1", jurisdiction: nil,
            entries: [
                SubstanceEntry(
                    list: "b", id: "sugar", name: "Sugar", cas: "57-50-1", annex: "II",
                    limit: ExactDecimal(50), comparison: .atLeast)
            ]),
    ]

    /// What the catalogue says of a product.
    static func rows(of product: ExactText) -> [ProductRow] {
        let kilo = ExactDecimal(1000)
        func salt(_ percent: Int?) -> ProductRow {
            ProductRow(
                substance: "7647-14-5", id: "salt", concentration: percent.map { ExactDecimal($0) },
                netMass: kilo, netVolume: nil)
        }
        let sugar = ProductRow(
            substance: "57-50-1", id: "sugar", concentration: ExactDecimal(50), netMass: kilo,
            netVolume: nil)
        switch product.string {
        case "p": return [salt(50)]
        case "q", "r": return [sugar]
        case "m": return [salt(5), sugar]
        case "unknown": return [salt(nil)]
        case "spirit":
            return [
                ProductRow(
                    substance: "64-17-5", id: "ethanol", concentration: ExactDecimal(10), basis: .byVolume,
                    netMass: nil, netVolume: kilo)
            ]
        default: return []
        }
    }

    /// A sale at `2026-05-01T10:00:00Z` or so, by the holder of card C, for 10 EUR in cash.
    static func sale(
        _ receipt: String, _ time: String, line: String = "1", product: ExactText? = "p",
        quantity: String? = "1", card: ExactText? = "C", kind: Line.Kind = .sale,
        offset: Int64 = 0, _ change: (inout Line) -> Void = { _ in }
    ) -> Line {
        let instant = EventTime(rfc3339: time) ?? .distantPast
        let local = instant.microseconds + offset * 3_600_000_000
        let day = LocalDay(containing: local)
        let midnight = Int64(day.daysSinceEpoch + 1) * 86_400_000_000 - offset * 3_600_000_000
        let second = (local - Int64(day.daysSinceEpoch) * 86_400_000_000) / 1_000_000
        var result = Line(
            key: LineKey(receiptParts: ["f", "S", "1", receipt], line: line), kind: kind, time: instant,
            local: LocalMoment(
                day: day, secondOfDay: Int32(second), nextMidnight: EventTime(microseconds: midnight)),
            store: "S", till: "1", receiptNumber: ExactText(receipt), lineNumber: ExactText(line),
            product: product, quantity: quantity.flatMap { ExactDecimal($0) }, amount: ExactDecimal(10),
            currency: "EUR", tender: "cash")
        if let card { result.tokens = [Token(kind: "loyalty", value: card)] }
        change(&result)
        return result
    }

    static func void(
        _ receipt: String, _ time: String, line: String = "9", product: ExactText? = "p",
        quantity: String? = nil, _ change: (inout Line) -> Void = { _ in }
    ) -> Line {
        sale(receipt, time, line: line, product: product, quantity: quantity, kind: .void, change)
    }

    static func back(
        _ receipt: String, _ time: String, line: String = "9", product: ExactText? = "p",
        quantity: String? = "1", _ change: (inout Line) -> Void = { _ in }
    ) -> Line {
        sale(receipt, time, line: line, product: product, quantity: quantity, kind: .return, change)
    }

    static let always = Condition.entry(EntryCondition(lists: ["a"]))

    static func pack(
        _ rules: [Rule], maxLinks: Int = 20, kinds: Set<ExactText>? = nil, levels: [Level]? = nil
    ) -> Pack {
        Pack(
            id: "k", version: "1", lists: lists, linkKinds: kinds, maxLinks: maxLinks,
            levels: levels ?? [
                Level(name: "notice", threshold: 30), Level(name: "review", threshold: 60),
                Level(name: "report", threshold: 100),
            ], rules: rules, digest: "")
    }

    static func detector(_ packs: [Pack]) -> Detector {
        Detector(packs: packs, installation: "i", catalogue: "c", timezones: "t")
    }

    /// The ledger of some lines, in one batch.
    static func ledger(_ rules: [Rule], _ lines: [Line]) -> Detector {
        var detector = detector([pack(rules)])
        _ = detector.apply(journalled(lines))
        return detector
    }

    static func journalled(_ lines: [Line], from sequence: Int64 = 0) -> [JournalledLine] {
        lines.enumerated().map { number, line in
            JournalledLine(
                line: line, rows: line.product.map(rows) ?? [], sequence: sequence + Int64(number))
        }
    }
}

extension Rule {
    /// A rule of 50 points over one receipt with a substance of list a.
    static func made(_ id: String = "r", score: Int = 50, _ change: (inout Rule) -> Void = { _ in }) -> Rule {
        var rule = Rule(id: id, condition: Shop.always, score: score)
        change(&rule)
        return rule
    }

    mutating func over(_ span: TimeSpan, _ measure: Measure = .countPurchases, atLeast value: Int) {
        window = .span(span)
        windowText = "\(span.microseconds / 3_600_000_000)h"
        self.measure = measure
        threshold = Threshold(value: ExactDecimal(value), bound: .atLeast)
    }
}

extension TimeSpan {
    static func hours(_ count: Int64) -> TimeSpan { TimeSpan(seconds: count * 3600) }
}

extension Detector {
    /// Day and level of every standing alert.
    var brief: [String] { standing.map { "\($0.time.description.prefix(10)) \($0.data.level)" } }
}
