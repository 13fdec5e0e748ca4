import Purchases
import Rules

/// A pack with what judging looks up in it again and again.
struct CompiledPack: Sendable {
    let pack: Pack
    let parts: RuleParts
    let substances: Substances
    let measuring: Measuring
    let scoring: Scoring
    /// The nettings that its rules use beside the plain one, in order.
    let nettings: [Netting]
    /// The kinds of subject that it has rules about.
    let kinds: [Rule.Subject]
    private let longest: [Rule.Subject: TimeSpan]
    private let plans: [Rule.Subject: SweepPlan]

    /// - Parameters:
    ///   - numbers: what each rule is called in groups: the same as a rule of that id in other versions.
    ///   - first: what its first shared measure is called there: other versions use other names.
    init(_ pack: Pack, numbers: [Int], first: Int) {
        self.pack = pack
        let parts = RuleParts(pack.rules)
        self.parts = parts
        plans = Dictionary(
            uniqueKeysWithValues: Rule.Subject.allCases.map {
                ($0, SweepPlan(pack.rules, parts, subject: $0))
            })
        substances = Substances(lists: pack.lists)
        measuring = Measuring(rules: pack.rules, parts: parts, numbers: numbers, first: first)
        nettings = Set(pack.rules.map(\.netting)).subtracting([.plain]).sorted()
        scoring = Scoring(rules: pack.rules, levels: pack.levels)
        kinds = Rule.Subject.allCases.filter { kind in pack.rules.contains { $0.subject == kind } }
        longest = Dictionary(
            pack.rules.map { ($0.subject, $0.reach) }, uniquingKeysWith: max)
    }

    func plan(for kind: Rule.Subject) -> SweepPlan {
        plans[kind] ?? SweepPlan(pack.rules, parts, subject: kind)
    }

    /// The same of any subject.
    var longestWindow: TimeSpan { longest.values.max() ?? .none }

    /// A time that no purchase of such a subject matters to a rule for longer than.
    func longestWindow(of kind: Rule.Subject) -> TimeSpan { longest[kind] ?? .none }
}
