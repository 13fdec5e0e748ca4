import Purchases

/// One alert that differs between two ledgers, with its reasons.
package struct LedgerDifference: Sendable, Encodable {
    package enum Kind: String, Sendable, Encodable { case raised, gone, changed }

    package struct Reason: Sendable, Encodable, Hashable {
        package enum Kind: String, Sendable, Encodable {
            /// A rule's indicator is there on one side alone.
            case came, went
            case value, points, level
            /// The other side reached as much before, within `quiet`.
            case quiet
            /// The other side's score was too low.
            case score
        }

        package var kind: Kind
        /// Nil for what is about the whole alert.
        package var rule: String?
        package var before: RuleValue?
        package var after: RuleValue?
        package var text: String
    }

    package var kind: Kind
    package var subject: String
    package var time: EventTime
    package var pack: String
    /// `buyer 8b1f2c3d`, `store 0103`.
    package var about: String
    /// Nil on the side where no alert stands.
    package var levelBefore: String?
    package var levelAfter: String?
    package var scoreBefore: Int?
    package var scoreAfter: Int?
    /// Never empty.
    package var reasons: [Reason]

    enum CodingKeys: String, CodingKey {
        case kind, subject, time, pack, about
        case levelBefore = "level_before"
        case levelAfter = "level_after"
        case scoreBefore = "score_before"
        case scoreAfter = "score_after"
        case reasons
    }

    init(raised alert: StandingAlert, differences: PackDifferences?, other: OtherState?) {
        self.init(.raised, alert)
        levelAfter = alert.data.level
        scoreAfter = alert.data.score
        scoreBefore = other?.score
        reasons = Self.reasons(standing: alert, other: other, differences, cameIsNew: true)
    }

    init(gone alert: StandingAlert, differences: PackDifferences?, other: OtherState?) {
        self.init(.gone, alert)
        levelBefore = alert.data.level
        scoreBefore = alert.data.score
        scoreAfter = other?.score
        reasons = Self.reasons(standing: alert, other: other, differences, cameIsNew: false)
    }

    /// Nil when nothing differs that is about rules.
    init?(from old: StandingAlert, to new: StandingAlert, differences: PackDifferences?) {
        self.init(.changed, new)
        levelBefore = old.data.level
        levelAfter = new.data.level
        scoreBefore = old.data.score
        scoreAfter = new.data.score
        let before = RuleValue.byRule(old.data.indicators)
        let after = RuleValue.byRule(new.data.indicators)
        // Another threshold under the same value changes nothing about the alert.
        for rule in Self.ruleOrder(new, old)
        where before[rule]?.value != after[rule]?.value || before[rule]?.points != after[rule]?.points {
            reasons.append(Self.reason(rule, before[rule], after[rule], differences))
        }
        if old.data.level != new.data.level {
            let text =
                "level \(old.data.level) → \(new.data.level), score \(old.data.score) → \(new.data.score)"
            reasons.append(Reason(kind: .level, rule: nil, before: nil, after: nil, text: text))
        }
        if reasons.isEmpty { return nil }
    }

    private init(_ kind: Kind, _ alert: StandingAlert) {
        self.kind = kind
        subject = alert.subject
        time = alert.time
        pack = alert.data.pack.id
        about = AlertSentences.who(alert.data)
        reasons = []
    }

    // MARK: Reasons

    /// Why one side has an alert and the other none.
    private static func reasons(
        standing alert: StandingAlert, other: OtherState?, _ differences: PackDifferences?, cameIsNew: Bool
    ) -> [Reason] {
        var reasons: [Reason] = []
        let here = RuleValue.byRule(alert.data.indicators)
        for rule in ruleOrder(alert) {
            guard let own = here[rule] else { continue }
            let there = other?.value(of: rule, like: own)
            if isSame(own, there) { continue }
            // A rule that is written alike holds alike; where nothing holds, that is what is to be said.
            if there == nil, other?.holding.isEmpty ?? true, differences?[rule] == nil { continue }
            reasons.append(
                cameIsNew ? reason(rule, there, own, differences) : reason(rule, own, there, differences))
        }
        let side = cameIsNew ? "before" : "now"
        switch other?.outcome {
        case .reachedBefore(let time):
            let at = time.map { " on \($0.description.prefix(10))" } ?? ""
            let text = "\(side) nothing new: an earlier moment within `quiet`\(at) had reached as much"
            reasons.append(Reason(kind: .quiet, rule: nil, before: nil, after: nil, text: text))
        case .below:
            let score = other?.score.map { "the score of \($0) is below every level" } ?? "no rule holds"
            reasons.append(
                Reason(kind: .score, rule: nil, before: nil, after: nil, text: "\(side) \(score)"))
        case nil where reasons.isEmpty:
            let parts = differences.map { $0.pack.joined(separator: "; ") } ?? ""
            let why = parts.isEmpty ? "\(side) no alert stands at this moment" : "the pack changed: \(parts)"
            reasons.append(Reason(kind: .score, rule: nil, before: nil, after: nil, text: why))
        case nil: break
        }
        return reasons
    }

    /// A rule that holds with the same value and points on both sides is no reason.
    private static func isSame(_ own: RuleValue, _ there: RuleValue?) -> Bool {
        guard let there, there.holds, there.value == own.value else { return false }
        return there.points == nil || there.points == own.points
    }

    private static func reason(
        _ rule: String, _ before: RuleValue?, _ after: RuleValue?, _ differences: PackDifferences?
    ) -> Reason {
        let kind: Reason.Kind
        var text: String
        switch (before.flatMap { $0.holds ? $0 : nil }, after.flatMap { $0.holds ? $0 : nil }) {
        case (nil, let after?):
            kind = .came
            text = "\(rule) came: \(after.text)" + (before.map { "; before \($0.text)" } ?? "")
        case (let before?, nil):
            kind = .went
            text = "\(rule) went: before \(before.text)" + (after.map { "; now \($0.text)" } ?? "")
        case (let before?, let after?) where before.value != after.value:
            kind = .value
            text = "\(rule): \(before.text) → \(after.text)"
        default:
            kind = .points
            let points = [before, after].map { $0?.points.map(String.init) ?? "?" }
            text = "\(rule): \(points[0]) → \(points[1]) points"
        }
        if let parts = definition(rule, differences) { text += " (\(parts))" }
        return Reason(kind: kind, rule: rule, before: before, after: after, text: text)
    }

    private static func definition(_ rule: String, _ differences: PackDifferences?) -> String? {
        guard let difference = differences?[rule] else { return nil }
        switch difference.kind {
        case .added: return "the rule is new"
        case .removed: return "the rule is gone"
        case .changed: return difference.parts.joined(separator: "; ")
        }
    }

    /// In the order in which the alerts show them.
    private static func ruleOrder(_ alerts: StandingAlert...) -> [String] {
        var order: [String] = []
        for indicator in alerts.flatMap(\.data.indicators) where !order.contains(indicator.rule) {
            order.append(indicator.rule)
        }
        return order
    }
}
