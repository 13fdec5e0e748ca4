import Purchases
import Rules

/// Changes of one rule.
struct RuleChanges {
    private let pack: Pack
    private let index: Int
    private var rule: Rule { pack.rules[index] }

    init(_ pack: Pack, at index: Int) {
        self.pack = pack
        self.index = index
    }

    var mutants: [Mutant] {
        let changes =
            form + conditions(rule.condition, "where ") { $0.condition = $1 } + scores + divisions + netting
        var mutants = changes.map { change in
            var pack = pack
            pack.rules[index] = change.part
            return Mutant(name: "\(rule.id) \(change.name)", change: change.text, rule: rule.id, pack: pack)
        }
        if pack.rules.count > 1 {
            var pack = pack
            pack.rules.remove(at: index)
            mutants.append(
                Mutant(name: "\(rule.id) dropped", change: "no such rule", rule: rule.id, pack: pack))
        }
        return mutants
    }

    private func changed(_ change: (inout Rule) -> Void) -> Rule {
        var rule = rule
        change(&rule)
        return rule
    }

    private func conditions(
        _ condition: Condition, _ prefix: String, _ put: (inout Rule, Condition) -> Void
    ) -> [Change<Rule>] {
        ConditionChanges(lists: pack.lists.count).changes(of: condition).map { change in
            change.map(prefix) { part in changed { put(&$0, part) } }
        }
    }

    private var scores: [Change<Rule>] {
        let score = rule.score
        var seen: Set<Int> = [score]
        // Above what `cap` lets through a score is no other score.
        let most = rule.each == nil ? Int.max : max(score, rule.cap ?? pack.levels.last?.threshold ?? .max)
        var changes = [("+1", score + 1), ("-1", score - 1), ("x2", score * 2), ("/2", score / 2)].filter {
            $0.1 > 0 && $0.1 <= most && seen.insert($0.1).inserted
        }.map { name, score in
            Change(
                name: "score \(name)", text: "\(rule.score) → \(score)", part: changed { $0.score = score })
        }
        if let cap = rule.cap {
            changes += NumberChanges.integer(cap, from: 1).map { change in
                change.map("cap ") { part in changed { $0.cap = part } }
            }
            // Without a cap the highest level is one.
            if cap != pack.levels.last?.threshold {
                changes.append(
                    Change(
                        name: "cap dropped", text: "up to the highest level", part: changed { $0.cap = nil }))
            }
        }
        return changes
    }

    /// What divides purchases, and what excuses them.
    private var divisions: [Change<Rule>] {
        var changes = rule.exceptions.map(\.name).sorted().map { name in
            Change(
                name: "unless \(name) dropped", text: "a valid \(name) excuses nothing",
                part: changed { $0.exceptions = $0.exceptions.filter { $0.name != name } })
        }
        for (index, field) in rule.partition.enumerated() {
            changes.append(
                Change(
                    name: "by \(field.name) dropped", text: "not divided by \(field.name)",
                    part: changed { $0.partition.remove(at: index) }))
        }
        if let each = rule.each {
            changes.append(
                Change(
                    name: "each dropped", text: "not each \(each.name) by itself",
                    part: changed {
                        $0.each = nil
                        $0.cap = nil
                    }))
        }
        return changes
    }

    private var netting: [Change<Rule>] {
        var changes: [Change<Rule>] = []
        if rule.ignoresReturns {
            changes.append(
                Change(
                    name: "returns ignore dropped", text: "after returns",
                    part: changed { $0.ignoresReturns = false }))
        }
        if rule.ignoresVoids {
            changes.append(
                Change(
                    name: "voids ignore dropped", text: "after voids",
                    part: changed { $0.ignoresVoids = false }))
        }
        return changes
    }

    // MARK: What makes it hold

    private var form: [Change<Rule>] {
        switch rule.form {
        case .measure: measure
        case .combine(let least, let criteria): combine(least, criteria)
        case .sequence(let steps): sequence(steps)
        case .absent(let absence): absent(absence)
        }
    }

    private var measure: [Change<Rule>] {
        let parts = CriterionChanges(
            measure: rule.measure, threshold: rule.threshold, window: rule.window, text: rule.windowText)
        var changes = parts.thresholds.map { change in change.map { part in changed { $0.threshold = part } }
        }
        changes += parts.windows.map { change in
            change.map { part in
                changed {
                    $0.window = part.window
                    $0.windowText = part.text
                    if case .receipt = part.window { $0.usual = nil }
                }
            }
        }
        changes += parts.measures.map { change in change.map { part in changed { $0.measure = part } } }
        return changes + (rule.usual.map(usual) ?? [])
    }

    private func usual(_ usual: Usual) -> [Change<Rule>] {
        var changes = [
            Change(name: "usual dropped", text: "whatever is usual", part: changed { $0.usual = nil })
        ]
        changes += NumberChanges.threshold(
            usual.times, whole: false, step: NumberChanges.step(usual.times.value, whole: false), unit: "x"
        )
        .map { change in change.map("usual ") { part in changed { $0.usual?.times = part } } }
        changes += NumberChanges.span(usual.over, usual.overText).map { change in
            change.map("usual over ") { part in
                changed {
                    $0.usual?.over = part.span
                    $0.usual?.overText = part.text
                }
            }
        }
        return changes
            + NumberChanges.integer(usual.minWindows, from: 1).map { change in
                change.map("usual min_windows ") { part in changed { $0.usual?.minWindows = part } }
            }
    }

    private func combine(_ least: Int, _ criteria: [Criterion]) -> [Change<Rule>] {
        var changes = NumberChanges.integer(least, from: 1).filter { $0.part <= criteria.count }.map {
            change in
            change.map("combine at_least ") { part in
                changed { $0.form = .combine(atLeast: part, of: criteria) }
            }
        }
        for (index, criterion) in criteria.enumerated() {
            let name = "combine.\(index + 1) "
            if criteria.count > least {
                var rest = criteria
                rest.remove(at: index)
                changes.append(
                    Change(
                        name: name + "dropped", text: "no such condition",
                        part: changed { $0.form = .combine(atLeast: least, of: rest) }))
            }
            changes += self.changes(of: criterion).map { change in
                change.map(name) { part in
                    var parts = criteria
                    parts[index] = part
                    return changed { $0.form = .combine(atLeast: least, of: parts) }
                }
            }
        }
        return changes
    }

    private func changes(of criterion: Criterion) -> [Change<Criterion>] {
        func put(_ change: (inout Criterion) -> Void) -> Criterion {
            var criterion = criterion
            change(&criterion)
            return criterion
        }
        let parts = CriterionChanges(
            measure: criterion.measure, threshold: criterion.threshold, window: criterion.window,
            text: criterion.windowText)
        return parts.thresholds.map { change in change.map { part in put { $0.threshold = part } } }
            + parts.windows.map { change in
                change.map { part in
                    put {
                        $0.window = part.window
                        $0.windowText = part.text
                    }
                }
            } + parts.measures.map { change in change.map { part in put { $0.measure = part } } }
            + ConditionChanges(lists: pack.lists.count).changes(of: criterion.condition).map { change in
                change.map("where ") { part in put { $0.condition = part } }
            }
    }

    private func sequence(_ steps: [Step]) -> [Change<Rule>] {
        var changes: [Change<Rule>] = []
        for (index, step) in steps.enumerated() {
            let name = "sequence.\(index + 1) "
            func put(_ part: Step?) -> Rule {
                var parts = steps
                if let part { parts[index] = part } else { parts.remove(at: index) }
                // The first step has no time.
                parts[0].within = nil
                parts[0].withinText = nil
                return changed { $0.form = .sequence(parts) }
            }
            if steps.count > 2 {
                changes.append(Change(name: name + "dropped", text: "no such step", part: put(nil)))
            }
            if let within = step.within, let text = step.withinText {
                changes += NumberChanges.span(within, text).map { change in
                    change.map(name + "within ") { part in
                        put(Step(condition: step.condition, within: part.span, withinText: part.text))
                    }
                }
            }
            changes += ConditionChanges(lists: pack.lists.count).changes(of: step.condition).map { change in
                change.map(name + "where ") { part in
                    put(Step(condition: part, within: step.within, withinText: step.withinText))
                }
            }
        }
        return changes
    }

    private func absent(_ absence: Absence) -> [Change<Rule>] {
        func put(_ change: (inout Absence) -> Void) -> Rule {
            var absence = absence
            change(&absence)
            return changed { $0.form = .absent(absence) }
        }
        let conditions = ConditionChanges(lists: pack.lists.count)
        return NumberChanges.span(absence.within, absence.withinText).map { change in
            change.map("absent within ") { part in
                put {
                    $0.within = part.span
                    $0.withinText = part.text
                }
            }
        }
            + conditions.changes(of: absence.after).map { change in
                change.map("absent after ") { part in put { $0.after = part } }
            }
            + conditions.changes(of: absence.awaited).map { change in
                change.map("absent where ") { part in put { $0.awaited = part } }
            }
    }
}
