import Purchases
import Rules

/// How a sweep keeps what purchases add to the rules about one kind of subject, worked out once for a pack.
struct SweepPlan: Sendable {
    /// How a rule's contributions are kept.
    enum Keeping: Sendable { case receipt, window, usual, combine, sequence, absent }

    /// One part with a window, among those that measure alike.
    struct Windowed: Sendable {
        let member: RuleParts.Member
        /// Its place among the windowed ones of its shared measure.
        let place: Int
        /// Nil: until the next local midnight.
        let length: TimeSpan?
    }

    let rules: [Rule]
    let parts: RuleParts
    /// By rule; nil for one about another kind of subject.
    let keeping: [Keeping?]
    /// By shared measure, the parts that are kept in windows.
    let windowed: [[Windowed]]
    /// By shared measure, those that are kept otherwise, or in windows and otherwise.
    let others: [[RuleParts.Member]]

    init(_ rules: [Rule], _ parts: RuleParts, subject: Rule.Subject) {
        self.rules = rules
        self.parts = parts
        let keeping = rules.map { $0.subject == subject ? Self.keeping($0) : nil }
        self.keeping = keeping
        windowed = parts.members.map { members in
            let kept = members.filter { Self.isWindowed(parts.all[$0.place], keeping) }
            return kept.enumerated().map { place, member in
                var length: TimeSpan?
                if case .span(let span) = parts.all[member.place].window { length = span }
                return Windowed(member: member, place: place, length: length)
            }
        }
        others = parts.members.map { members in
            members.filter { member in
                let part = parts.all[member.place]
                guard let kept = keeping[part.rule] else { return false }
                return kept == .usual || !Self.isWindowed(part, keeping)
            }
        }
    }

    private static func isWindowed(_ part: RulePart, _ keeping: [Keeping?]) -> Bool {
        switch keeping[part.rule] {
        case .window, .usual: true
        case .combine: part.window != .receipt
        case .receipt, .sequence, .absent, nil: false
        }
    }

    private static func keeping(_ rule: Rule) -> Keeping {
        switch rule.form {
        case .measure: rule.window == .receipt ? .receipt : rule.usual == nil ? .window : .usual
        case .combine: .combine
        case .sequence: .sequence
        case .absent: .absent
        }
    }
}
