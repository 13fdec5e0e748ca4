import Rules

/// Points, score and level of a moment (5.1).
struct Scoring: Sendable {
    let rules: [Rule]
    /// In ascending order of thresholds.
    let levels: [Level]

    var topLevel: Int { levels.count - 1 }

    /// The index of the highest level that a score reaches; -1 is below all.
    func level(of score: Int) -> Int { (levels.lastIndex { $0.threshold <= score }) ?? -1 }

    /// The score of groups that hold together.
    func score(_ held: some Sequence<RuleSweep.Held>, _ groups: Groups) -> Int {
        var names: Set<Int> = []
        var counts: [Int: Int] = [:]
        for one in held where names.insert(groups.name(of: one.group)).inserted {
            counts[one.rule, default: 0] += 1
        }
        return counts.reduce(0) { $0 + points(rules[$1.key], values: $1.value) }
    }

    /// What a rule adds that holds for so many values of `each`, up to its cap.
    private func points(_ rule: Rule, values: Int) -> Int {
        guard rule.each != nil else { return rule.score }
        let (points, overflow) = rule.score.multipliedReportingOverflow(by: values)
        return overflow ? cap(of: rule) : min(points, cap(of: rule))
    }

    /// The points of indicators in their order: once a rule or value of `each`, for its first part, up to the cap.
    func points(_ indicators: [(rule: Int, name: Int)]) -> [Int] {
        var names: Set<Int> = []
        var given: [Int: Int] = [:]
        return indicators.map { rule, name in
            guard names.insert(name).inserted else { return 0 }
            guard rules[rule].each != nil else { return rules[rule].score }
            let points = min(rules[rule].score, max(cap(of: rules[rule]) - given[rule, default: 0], 0))
            given[rule, default: 0] += points
            return points
        }
    }

    private func cap(of rule: Rule) -> Int { max(rule.cap ?? levels.last?.threshold ?? 0, 0) }
}
