import Purchases
import Rules

/// A pack as `Tests/oracle/dump.py` writes it: compiled, as plain data.
struct DumpedPack: Decodable {
    struct Entry: Decodable {
        var id: ExactText
        var name: String?
        var cas: ExactText?
        var annex: ExactText?
        var limit: ExactDecimal?
        var comparison: String
        var density: ExactDecimal?
        var from: LocalDay?
        var to: LocalDay?
    }

    struct List: Decodable {
        var id: ExactText
        var version: String
        var entries: [Entry]
    }

    struct Step: Decodable {
        var name: String
        var threshold: Int
    }

    struct Bound: Decodable {
        var how: String
        var value: ExactDecimal
    }

    struct Asked: Decodable {
        var lists: [ExactText]?
        var annexes: [ExactText]?
        var aboveLimit: Bool?
    }

    indirect enum Test: Decodable {
        case condition(Condition)

        enum CodingKeys: String, CodingKey {
            case all, any, not, missing, equals, texts, number, bounds, currency, entry
        }

        init(from decoder: any Decoder) throws {
            let told = try decoder.container(keyedBy: CodingKeys.self)
            if let parts = try told.decodeIfPresent([Test].self, forKey: .all) {
                self = .condition(.all(parts.map(\.compiled)))
            } else if let parts = try told.decodeIfPresent([Test].self, forKey: .any) {
                self = .condition(.any(parts.map(\.compiled)))
            } else if let part = try told.decodeIfPresent(Test.self, forKey: .not) {
                self = .condition(.not(part.compiled))
            } else if let field = try told.decodeIfPresent(String.self, forKey: .missing) {
                self = .condition(.missing(Field(called: field)))
            } else if let field = try told.decodeIfPresent(String.self, forKey: .equals) {
                let texts = try told.decode([ExactText].self, forKey: .texts)
                self = .condition(.equals(Field(called: field), texts))
            } else if let field = try told.decodeIfPresent(String.self, forKey: .number) {
                let range = NumberRange(try told.decode([Bound].self, forKey: .bounds))
                if let currency = try told.decodeIfPresent(ExactText.self, forKey: .currency) {
                    self = .condition(.money(range, currency: currency))
                } else {
                    self = .condition(.number(Field(called: field), range))
                }
            } else {
                let asked = try told.decode(Asked.self, forKey: .entry)
                self = .condition(
                    .entry(
                        EntryCondition(
                            lists: asked.lists, annexes: asked.annexes, aboveLimit: asked.aboveLimit)))
            }
        }

        var compiled: Condition {
            switch self {
            case .condition(let condition): condition
            }
        }
    }

    struct DumpedRule: Decodable {
        var id: String
        var title: String
        var condition: Test
        var exceptions: [String]
        var by: [String]
        var within: String?
        var seconds: Double?
        var each: String?
        var measure: String
        var unit: String?
        var bound: String
        var threshold: ExactDecimal
        var score: Int
        var cap: Int?
    }

    var id: String
    var version: String
    var jurisdiction: String?
    var lists: [List]
    var link: [ExactText]?
    var maxLinks: Int
    var quiet: Double
    var levels: [Step]
    var rules: [DumpedRule]

    var compiled: Pack {
        Pack(
            id: id, version: version, jurisdiction: jurisdiction,
            lists: lists.map(\.compiled), linkKinds: link.map(Set.init), maxLinks: maxLinks,
            quiet: TimeSpan(seconds: Int64(quiet)),
            levels: levels.map { Level(name: $0.name, threshold: $0.threshold) },
            rules: rules.map(\.compiled), digest: "")
    }
}

extension DumpedPack.List {
    var compiled: SubstanceList {
        SubstanceList(
            id: id, version: version, jurisdiction: nil,
            entries: entries.map {
                SubstanceEntry(
                    list: id, id: $0.id, name: $0.name ?? "", cas: $0.cas, annex: $0.annex, limit: $0.limit,
                    comparison: $0.comparison == ">=" ? .atLeast : .above, density: $0.density,
                    from: $0.from, to: $0.to)
            })
    }
}

extension DumpedPack.DumpedRule {
    var compiled: Rule {
        let window: Rule.Window =
            seconds.map { .span(TimeSpan(seconds: Int64($0))) } ?? (within == nil ? .receipt : .calendarDay)
        let about: Rule.Subject? =
            switch Set(by) {
            case ["store"]: .store
            case ["product"]: .product
            case ["store", "product"]: .storeAndProduct
            default: nil
            }
        return Rule(
            id: id, title: title, condition: condition.compiled,
            exceptions: Set(exceptions.map { $0 == "licence" ? .licence : .professional }),
            subject: about ?? .buyer,
            partition: about == nil ? by.filter { $0 != "buyer" }.map { Field(called: $0) } : [],
            window: window, windowText: within, each: each.map { Field(called: $0) },
            measure: Measure(text: measure, unit: unit),
            threshold: Threshold(value: threshold, bound: bound == "above" ? .above : .atLeast),
            score: score, cap: cap)
    }
}

extension Field {
    /// The field of a name; what is no field of every line is an extra field or a kind of token.
    init(called name: String) {
        let known: [Field] = [
            .list, .annex, .aboveLimit, .substance, .cas, .concentration, .mass, .volume, .product,
            .description, .store, .till, .tender, .currency, .quantity, .amount, .day, .weekday, .hour,
            .kind, .receipt,
        ]
        self = known.first { $0.name == name } ?? .named(ExactText(name))
    }
}

extension Measure {
    init(text: String, unit: String?) {
        switch text {
        case "count purchases": self = .countPurchases
        case "count receipts": self = .countReceipts
        case "sum mass": self = .sumMass
        case "sum volume": self = .sumVolume
        case "sum units": self = .sumUnits
        case "sum amount": self = .sumAmount(currency: ExactText(unit ?? ""))
        default: self = .distinct(Field(called: String(text.dropFirst("distinct ".count))))
        }
    }
}

extension NumberRange {
    init(_ bounds: [DumpedPack.Bound]) {
        self.init()
        for bound in bounds {
            switch bound.how {
            case "at_least": lower = End(bound.value, inclusive: true)
            case "above": lower = End(bound.value, inclusive: false)
            case "at_most": upper = End(bound.value, inclusive: true)
            default: upper = End(bound.value, inclusive: false)
            }
        }
    }
}
