import Purchases
import Rules

/// A pack with what judging looks up in it again and again.
struct CompiledPack: Sendable {
    let pack: Pack
    let substances: Substances
    let measuring: Measuring
    let scoring: Scoring
    /// The kinds of subject that it has rules about.
    let kinds: [Rule.Subject]
    private let longest: [Rule.Subject: TimeSpan]

    init(_ pack: Pack) {
        self.pack = pack
        substances = Substances(lists: pack.lists)
        measuring = Measuring(rules: pack.rules)
        scoring = Scoring(rules: pack.rules, levels: pack.levels)
        kinds = Rule.Subject.allCases.filter { kind in pack.rules.contains { $0.subject == kind } }
        longest = Dictionary(
            pack.rules.map { ($0.subject, Self.reach(of: $0.window)) }, uniquingKeysWith: max)
    }

    /// A time that no purchase of such a subject stays in a window for longer than.
    func longestWindow(of kind: Rule.Subject) -> TimeSpan { longest[kind] ?? TimeSpan(microseconds: 0) }

    private static func reach(of window: Rule.Window) -> TimeSpan {
        switch window {
        case .receipt: TimeSpan(microseconds: 0)
        case .span(let length): length
        // No local day is as long as two.
        case .calendarDay: TimeSpan(seconds: 2 * 86_400)
        }
    }
}
