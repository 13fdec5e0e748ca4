import Purchases

extension Pack {
    /// Whether another pack differs in nothing but how high its rules' bounds are and what they add to the score: its
    /// rules then measure the same.
    package func measures(like other: Pack) -> Bool {
        guard id == other.id, from == other.from, lists == other.lists, linkKinds == other.linkKinds,
            maxLinks == other.maxLinks, rules.count == other.rules.count
        else { return false }
        return zip(rules, other.rules).allSatisfy { $0.withoutBounds == $1.withoutBounds }
    }
}

extension Rule {
    /// The same for every rule that measures alike.
    fileprivate var withoutBounds: Rule {
        var rule = self
        let none = Threshold(value: .zero, bound: .atLeast)
        rule.title = nil
        rule.threshold = none
        rule.score = 0
        rule.cap = nil
        rule.usual?.times = none
        if case .combine(_, let conditions) = form {
            let bare = conditions.map { condition in
                var condition = condition
                condition.threshold = none
                return condition
            }
            rule.form = .combine(atLeast: 0, of: bare)
        }
        return rule
    }
}
