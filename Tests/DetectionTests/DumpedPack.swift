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

    struct DumpedLevel: Decodable {
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
            case all, any, not, missing, equals, prefix, texts, number, total, rest, bounds, currency, entry
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
                self = .condition(.equals(Field(called: field), ChosenTexts(texts)))
            } else if let field = try told.decodeIfPresent(String.self, forKey: .prefix) {
                let texts = try told.decode([ExactText].self, forKey: .texts)
                self = .condition(.prefix(Field(called: field), texts))
            } else if let field = try told.decodeIfPresent(String.self, forKey: .total) {
                self = .condition(
                    .total(
                        ReceiptTotal(
                            field: Field(called: field),
                            currency: try told.decodeIfPresent(ExactText.self, forKey: .currency),
                            range: NumberRange(try told.decode([Bound].self, forKey: .bounds)),
                            rest: try told.decode(Test.self, forKey: .rest).compiled)))
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

    /// A measure with its bound and window: a rule's own, or one condition of a combination.
    struct Part: Decodable {
        var condition: Test
        var within: String?
        var seconds: Int64?
        var measure: String
        var unit: String?
        var bound: String
        var threshold: ExactDecimal
    }

    struct Combination: Decodable {
        var atLeast: Int
        var of: [Part]
    }

    struct SequenceStep: Decodable {
        var condition: Test
        var within: String?
        var seconds: Int64?
    }

    struct DumpedAbsence: Decodable {
        var after: Test
        var awaited: Test
        var within: String
        var seconds: Int64
    }

    struct DumpedUsual: Decodable {
        var over: String
        var seconds: Int64
        var bound: String
        var times: ExactDecimal
        var minWindows: Int
    }

    /// One of `measure`, `combine`, `sequence` and `absent` is there.
    struct DumpedRule: Decodable {
        var id: String
        var title: String
        var condition: Test
        var exceptions: [String]
        var by: [String]
        var each: String?
        var score: Int
        var cap: Int?
        var ignoresReturns: Bool
        var ignoresVoids: Bool
        var measure: Part?
        var combine: Combination?
        var sequence: [SequenceStep]?
        var absent: DumpedAbsence?
        var usual: DumpedUsual?
    }

    var id: String
    var version: String
    var from: LocalDay?
    var jurisdiction: String?
    var lists: [List]
    var link: [ExactText]?
    var maxLinks: Int
    var quiet: Double
    var levels: [DumpedLevel]
    var rules: [DumpedRule]

    var compiled: Pack {
        Pack(
            id: id, version: version, from: from, jurisdiction: jurisdiction,
            lists: lists.map(\.compiled), linkKinds: link.map(Set.init), maxLinks: maxLinks,
            quiet: TimeSpan(seconds: Int64(quiet)),
            levels: levels.map { Level(name: $0.name, threshold: $0.threshold) },
            rules: rules.map(\.compiled), digest: "\(id) \(version)")
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
        let about: Rule.Subject? =
            switch Set(by) {
            case ["store"]: .store
            case ["product"]: .product
            case ["store", "product"]: .storeAndProduct
            default: nil
            }
        let own = measure?.compiled ?? Criterion(condition: .always)
        return Rule(
            id: id, title: title, condition: condition.compiled,
            exceptions: Set(exceptions.map { $0 == "licence" ? .licence : .professional }),
            subject: about ?? .buyer,
            partition: about == nil ? by.filter { $0 != "buyer" }.map { Field(called: $0) } : [],
            window: own.window, windowText: own.windowText, each: each.map { Field(called: $0) },
            measure: own.measure, threshold: own.threshold, score: score, cap: cap, form: form,
            usual: usual.map(\.compiled), ignoresReturns: ignoresReturns, ignoresVoids: ignoresVoids)
    }

    private var form: Form {
        if let combine {
            .combine(atLeast: combine.atLeast, of: combine.of.map(\.compiled))
        } else if let sequence {
            .sequence(sequence.map(\.compiled))
        } else if let absent {
            .absent(absent.compiled)
        } else {
            .measure
        }
    }
}

extension DumpedPack.Part {
    var compiled: Criterion {
        Criterion(
            condition: condition.compiled, measure: Measure(text: measure, unit: unit),
            threshold: Threshold(value: threshold, bound: bound == "above" ? .above : .atLeast),
            window: seconds.map { .span(TimeSpan(seconds: $0)) } ?? (within == nil ? .receipt : .calendarDay),
            windowText: within)
    }
}

extension DumpedPack.SequenceStep {
    var compiled: Step {
        Step(
            condition: condition.compiled, within: seconds.map { TimeSpan(seconds: $0) }, withinText: within)
    }
}

extension DumpedPack.DumpedAbsence {
    var compiled: Absence {
        Absence(
            after: after.compiled, awaited: awaited.compiled, within: TimeSpan(seconds: seconds),
            withinText: within)
    }
}

extension DumpedPack.DumpedUsual {
    var compiled: Usual {
        Usual(
            over: TimeSpan(seconds: seconds), overText: over,
            times: Threshold(value: times, bound: bound == "above" ? .above : .atLeast),
            minWindows: minWindows)
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
