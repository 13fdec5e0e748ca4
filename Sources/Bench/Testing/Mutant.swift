import Purchases
import Rules

/// A pack with one change in it.
package struct Mutant: Sendable {
    /// What excuses call it: `amount within +1d`.
    package var name: String
    /// The change in words: `30d → 31d`.
    package var change: String
    /// The rule that is changed, if it is one.
    package var rule: String?
    package var pack: Pack

    /// Every change that is tried on a pack, one at a time, in order of levels and rules.
    package static func all(of pack: Pack) -> [Mutant] {
        var seen: Set<String> = []
        return (PackChanges(pack).mutants + pack.rules.indices.flatMap { RuleChanges(pack, at: $0).mutants })
            .filter {
                seen.insert($0.name).inserted
            }
    }
}

/// One change of a part of a pack.
struct Change<Part> {
    /// Without the name of what is changed: `at_least +`.
    var name: String
    var text: String
    var part: Part

    func map<Whole>(_ prefix: String = "", _ put: (Part) -> Whole) -> Change<Whole> {
        Change<Whole>(name: prefix + name, text: text, part: put(part))
    }
}

/// Changes of numbers, bounds and lengths of time.
enum NumberChanges {
    /// - Parameters:
    ///   - whole: whether values are whole numbers, so that a bound moved by one is all that can be told apart.
    ///   - step: the least change that is tried.
    static func threshold(_ threshold: Threshold, whole: Bool, step: ExactDecimal, unit: String) -> [Change<
        Threshold
    >] {
        let key = threshold.bound.rawValue
        let other: Threshold.Bound = threshold.bound == .atLeast ? .above : .atLeast
        var changes = values(threshold.value, whole: whole, step: step).map { name, value in
            Change(
                name: "\(key) \(name)",
                text: "\(measuredText(threshold.value, unit: unit)) → \(measuredText(value, unit: unit))",
                part: Threshold(value: value, bound: threshold.bound))
        }
        if !whole {
            changes.append(
                Change(
                    name: "\(key) -> \(other.rawValue)", text: "\(key) → \(other.rawValue)",
                    part: Threshold(value: threshold.value, bound: other)))
        }
        // A bound that everything reaches is no rule any more, and a pack could not state it.
        return changes.filter { $0.part.value > .zero || $0.part.bound == .above && $0.part.value == .zero }
    }

    /// A step up and down, the double and the half, those that differ.
    static func values(_ value: ExactDecimal, whole: Bool, step: ExactDecimal) -> [(
        name: String, value: ExactDecimal
    )] {
        let half = value.millionths / 2
        let rounded = whole ? (half + 999_999) / 1_000_000 * 1_000_000 : half
        var seen: Set<ExactDecimal> = [value]
        return [
            ("+", value + step), ("-", value - step), ("x2", value + value),
            ("/2", ExactDecimal(millionths: rounded)),
        ].filter { $0.1 >= .zero && seen.insert($0.1).inserted }
    }

    /// A thousandth of a value; one where values are whole.
    static func step(_ value: ExactDecimal, whole: Bool) -> ExactDecimal {
        whole ? ExactDecimal(1) : ExactDecimal(millionths: max(1, value.millionths / 1_000))
    }

    /// One of its own unit more and less, the double and the half.
    static func span(_ span: TimeSpan, _ text: String) -> [Change<(span: TimeSpan, text: String)>] {
        let units: [(name: String, seconds: Int64)] = [
            ("w", 604_800), ("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1),
        ]
        let seconds = span.microseconds / 1_000_000
        let written = units.first { text.hasSuffix($0.name) } ?? ("s", 1)
        func shown(_ seconds: Int64) -> String {
            let unit = units.first { $0.seconds <= written.seconds && seconds % $0.seconds == 0 } ?? ("s", 1)
            return "\(seconds / unit.seconds)\(unit.name)"
        }
        var seen: Set<Int64> = [seconds]
        let one = written.seconds
        return [
            ("+1\(written.name)", seconds + one), ("-1\(written.name)", seconds - one), ("x2", seconds * 2),
            ("/2", seconds / 2),
        ].filter { $0.1 > 0 && seen.insert($0.1).inserted }.map { name, seconds in
            Change(
                name: name, text: "\(text) → \(shown(seconds))",
                part: (TimeSpan(seconds: seconds), shown(seconds)))
        }
    }

    /// A whole number, one more and one less.
    static func integer(_ number: Int, from least: Int) -> [Change<Int>] {
        [("+1", number + 1), ("-1", number - 1)].filter { $0.1 >= least }.map {
            Change(name: $0.0, text: "\(number) → \($0.1)", part: $0.1)
        }
    }
}
