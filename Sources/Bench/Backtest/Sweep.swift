import Catalogue
import Purchases
import Rules

/// One parameter of one rule, and the values to try it with.
package struct Sweep: Sendable {
    package enum Parameter: String, Sendable, CaseIterable {
        case atLeast = "at_least"
        case above, score, within, usual
    }

    /// What is wrong with the words of a sweep.
    package struct Problem: Error, Sendable, Hashable {
        package var what: String
        package var help: String

        init(_ what: String, help: String) {
            self.what = what
            self.help = help
        }
    }

    /// A value as the pack would write it.
    package struct Value: Sendable, Hashable {
        package var text: String
        /// Grams, millilitres, seconds, or a bare number.
        package var number: ExactDecimal
    }

    package static let valuesMax = 200

    package var pack: String
    package var rule: String
    package var parameter: Parameter
    /// In the order given.
    package var values: [Value]
    /// What the pack has; nil where it has nothing of the kind.
    package var current: Value?

    package var name: String { "\(rule).\(parameter.rawValue)" }

    /// Reads `RULE.at_least=2kg..20kg:1kg`, `RULE.within=7d,14d,30d`, `PACK/RULE.score=10..50:10`.
    package static func parse(_ text: String, packs: [Pack]) throws(Problem) -> Sweep {
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let dot = halves[0].lastIndex(of: ".") else {
            throw Problem("a sweep names a rule, a parameter and values", help: example)
        }
        let word = String(halves[0][halves[0].index(after: dot)...])
        guard let parameter = Parameter(rawValue: word) else {
            let names = Parameter.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem("there is no parameter `\(word)` to sweep", help: "sweep one of \(names)")
        }
        let (pack, rule) = try find(String(halves[0][..<dot]), packs)
        let kind = try ValueKind(parameter, rule)
        let values = try SweepValues.parse(String(halves[1]), kind)
        for value in values {
            var copy = rule
            try set(parameter, value, &copy)
        }
        return Sweep(
            pack: pack.id, rule: rule.id, parameter: parameter, values: values,
            current: current(parameter, rule, kind))
    }

    private static let example = "write `RULE.at_least=2kg..20kg:1kg`, or `RULE.within=7d,14d,30d`"

    /// The rule, of the newest version that has it.
    private static func find(_ name: String, _ packs: [Pack]) throws(Problem) -> (Pack, Rule) {
        let slash = name.firstIndex(of: "/")
        let wantedPack = slash.map { String(name[..<$0]) }
        let wanted = slash.map { String(name[name.index(after: $0)...]) } ?? name
        let having = packs.filter { wantedPack == nil || $0.id == wantedPack }
            .compactMap { pack in pack.rules.first { $0.id == wanted }.map { (pack, $0) } }
        guard let found = having.last else {
            let rules = packs.flatMap { $0.rules.map(\.id) }.prefix(12).joined(separator: ", ")
            throw Problem("no pack has a rule `\(name)`", help: "the rules are \(rules)")
        }
        let ids = Set(having.map(\.0.id)).sorted()
        guard ids.count == 1 else {
            throw Problem(
                "the packs \(ids.joined(separator: " and ")) have a rule `\(name)`",
                help: "write `\(ids[0])/\(wanted)`")
        }
        return found
    }

    // MARK: Setting a value

    /// The packs of this sweep's pack id, with the parameter set to a value.
    package func variant(_ value: Value, of packs: [Pack]) -> [Pack] {
        packs.filter { $0.id == pack }.map { pack in
            var pack = pack
            for index in pack.rules.indices where pack.rules[index].id == rule {
                var changed = pack.rules[index]
                // An older version may lack what is swept; it then stays as it is.
                if (try? Self.set(parameter, value, &changed)) != nil { pack.rules[index] = changed }
            }
            return pack
        }
    }

    private static func set(_ parameter: Parameter, _ value: Value, _ rule: inout Rule) throws(Problem) {
        switch parameter {
        case .atLeast, .above: try setBound(parameter, value, &rule)
        case .score:
            guard let score = Int(value.text), (1...1_000_000).contains(score) else {
                throw Problem(
                    "a score is a whole number from 1 to 1000000, not `\(value.text)`", help: example)
            }
            rule.score = score
        case .within: try setWindow(value, &rule)
        case .usual:
            guard rule.usual != nil else {
                throw Problem("`\(rule.id)` has no `usual` to sweep", help: example)
            }
            guard value.number > .zero else { throw Problem("`usual` is more than 0 times", help: example) }
            rule.usual?.times.value = value.number
        }
    }

    private static func setBound(
        _ parameter: Parameter, _ value: Value, _ rule: inout Rule
    ) throws(Problem) {
        switch rule.form {
        case .measure:
            guard parameter == .above || value.number > .zero else {
                throw Problem("`at_least` 0 is what everything reaches", help: "begin above 0")
            }
            rule.threshold = Threshold(value: value.number, bound: parameter == .above ? .above : .atLeast)
        case .combine(_, let conditions):
            guard parameter == .atLeast, let least = Int(value.text), (1...conditions.count).contains(least)
            else {
                throw Problem(
                    "`\(rule.id)` combines \(conditions.count) conditions",
                    help: "sweep `at_least=1..\(conditions.count):1`")
            }
            rule.form = .combine(atLeast: least, of: conditions)
        case .sequence, .absent:
            throw Problem(
                "`\(rule.id)` has no bound of its own",
                help: "sweep its `score`; an absence also has `within`")
        }
    }

    private static func setWindow(_ value: Value, _ rule: inout Rule) throws(Problem) {
        let seconds = Int64(clamping: value.number.millionths / 1_000_000)
        let isDay = value.text == SweepValues.calendarDay
        guard isDay || (1...36_525 * 86_400).contains(seconds) else {
            throw Problem("`within` is from 1s to 36525d, not `\(value.text)`", help: example)
        }
        switch rule.form {
        case .measure:
            guard !isDay || rule.usual == nil else {
                throw Problem("`usual` needs windows of equal length", help: "leave out `calendar_day`")
            }
            rule.window = isDay ? .calendarDay : .span(TimeSpan(seconds: seconds))
            rule.windowText = value.text
        case .absent(var absence) where !isDay:
            absence.within = TimeSpan(seconds: seconds)
            absence.withinText = value.text
            rule.form = .absent(absence)
        case .combine, .sequence, .absent:
            throw Problem(
                "`\(rule.id)` has no one window to sweep",
                help: "its conditions or steps have their own; sweep `score`")
        }
    }

    private static func current(_ parameter: Parameter, _ rule: Rule, _ kind: ValueKind) -> Value? {
        switch (parameter, rule.form) {
        case (.score, _): kind.value(ExactDecimal(rule.score))
        case (.usual, _): rule.usual.flatMap { kind.value($0.times.value) }
        case (.within, .absent(let absence)):
            Value(text: absence.withinText, number: seconds(absence.within))
        case (.within, .measure): window(rule)
        case (.atLeast, .combine(let least, _)): kind.value(ExactDecimal(least))
        case (.atLeast, .measure): rule.threshold.bound == .atLeast ? kind.value(rule.threshold.value) : nil
        case (.above, .measure): rule.threshold.bound == .above ? kind.value(rule.threshold.value) : nil
        default: nil
        }
    }

    private static func window(_ rule: Rule) -> Value? {
        switch rule.window {
        case .span(let span): Value(text: rule.windowText ?? "", number: seconds(span))
        case .calendarDay: Value(text: SweepValues.calendarDay, number: ExactDecimal(86_400))
        case .receipt: nil
        }
    }

    private static func seconds(_ span: TimeSpan) -> ExactDecimal {
        ExactDecimal(millionths: Int128(span.microseconds))
    }
}
