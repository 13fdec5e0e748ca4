import Detection
import Documents
import Purchases

/// Why there is no alert, in plain words: what one pack makes of a buyer, a receipt or a line.
struct WhyNotText {
    let answer: WhyNot
    let name: String
    /// `quiet` of the pack, as text.
    let quiet: String

    /// More purchases of one kind than a person reads are counted.
    private static let keysMax = 8

    var text: String {
        var lines = head + fates
        for rule in answer.rules { lines += [""] + self.lines(of: rule) }
        return lines.map(visible).joined(separator: "\n")
    }

    private var head: [String] {
        var lines: [String] = []
        let what = "\(answer.kind.rawValue) \(name)"
        lines.append("Pack \(answer.pack) \(answer.version) on \(what)")
        if answer.kind != .buyer {
            lines.append(
                "  bought by " + (answer.buyer.map { "buyer \($0.key)" } ?? "nobody: nothing of it is left"))
            if let moment = answer.moment { lines.append("  its moment is \(moment)") }
        }
        let tokens = answer.buyer?.tokens.map { "\($0.kind) \($0.value)" } ?? []
        if !tokens.isEmpty { lines.append("  known by \(tokens.joined(separator: ", "))") }
        if !answer.alerts.isEmpty {
            lines.append("  alerts stand: \(answer.alerts.joined(separator: ", "))")
        }
        lines.append("  " + reached)
        return lines
    }

    private var reached: String {
        guard let best = answer.best else { return "no rule held at any moment that was looked at: score 0" }
        let score = "score \(best.score)"
        switch best.outcome {
        case .alert:
            return
                "at best level \(best.level ?? ""), \(score), at \(best.time), which is alert \(best.alert ?? "")"
        case .below:
            return
                "at best \(score), at \(best.time); \(best.lowestLevel) begins at \(best.lowestScore): no alert"
        case .reachedBefore:
            let alert = best.alert.map { "; that is alert \($0)" } ?? ""
            let before = best.before.map { "\($0)" } ?? "an earlier moment"
            return
                "at \(best.time) level \(best.level ?? "") was reached, \(score), as it had been on \(before), within quiet (\(quiet)), by the same rules and without a doubling: no new alert\(alert)"
        }
    }

    private var fates: [String] {
        var lines: [String] = []
        for line in answer.lines where line.fate != .purchase {
            let what =
                switch line.fate {
                case .purchase: ""
                case .voided: "was voided and counts for nothing"
                case .returned: "was returned as a whole and counts for nothing"
                case .unlisted: "is of no substance that the pack's lists held in force on its day"
                case .amendment: "is a void or a return, not a purchase"
                }
            lines.append("  \(line.key) \(what)")
        }
        return lines
    }

    // MARK: Rules

    private func lines(of rule: RuleAnswer) -> [String] {
        var lines = [
            "\(rule.rule), \(rule.score) points" + (rule.title.map { ": \($0)" } ?? "")
                + (rule.about == "buyer" ? "" : " (about the \(rule.about))")
        ]
        if let nearest = rule.nearest {
            lines += self.lines(of: nearest)
        } else {
            lines.append("  nothing counts for it")
        }
        return lines + verdicts(rule.purchases)
    }

    private func lines(of nearest: Nearness) -> [String] {
        let start = "  \(nearest.holds ? "held" : "came nearest") at \(nearest.time): "
        let group = MeasureWords.group(nearest.group)
        var lines: [String]
        switch nearest.measure {
        case "absent" where nearest.holds:
            lines = ["  held at \(nearest.time), when what was awaited had not come\(group)"]
        case "absent":
            let fate =
                nearest.pendingUntil.map { "and it has not come so far; that is decided after \($0)" }
                ?? "and it came in time"
            lines = ["  a purchase of \(nearest.time) awaited another\(group), \(fate)"]
        case "combine":
            lines = [
                "\(start)\(nearest.value) of \(nearest.conditions.count) conditions\(group); holds from \(nearest.threshold) on"
            ]
        case "sequence":
            lines = ["\(start)\(nearest.value) of \(nearest.threshold) steps\(group)"]
        default:
            lines = ["\(start)\(sentence(Detection.Progress(nearest), group))"]
        }
        lines.append("    over \(keys(nearest.purchases))")
        if let usual = nearest.usual { lines.append("    " + sentence(usual)) }
        for condition in nearest.conditions {
            let what = nearest.measure == "sequence" ? step(condition) : sentence(condition)
            lines.append(
                "    \(nearest.measure == "sequence" ? "step" : "condition") \(condition.number): \(what)")
            if !condition.purchases.isEmpty { lines.append("      over \(keys(condition.purchases))") }
        }
        return lines
    }

    private func sentence(_ progress: Detection.Progress, _ group: String = "") -> String {
        let amount = MeasureWords.amount(progress.value, of: progress.measure, unit: progress.unit)
        let bound = MeasureWords.bound(
            progress.threshold, progress.bound, of: progress.measure, unit: progress.unit)
        let percent = progress.percent.map { ", \($0) % of it" } ?? ""
        return
            "\(amount)\(MeasureWords.window(progress.within, of: progress.measure))\(group); holds \(bound)\(percent)"
    }

    private func step(_ progress: Detection.Progress) -> String {
        let within = progress.within.map { " within \($0) of the step before" } ?? ""
        return progress.holds ? "reached\(within)" : "not reached\(within)"
    }

    private func sentence(_ usual: UsualProgress) -> String {
        guard let median = usual.median else {
            return
                "what is usual is unknown: \(usual.windows) earlier windows within \(usual.over) hold a purchase, \(usual.needed) are needed"
        }
        let percent = usual.percent.map { ", \($0) % of it" } ?? ""
        return MeasureWords.usual(
            median: median, windows: usual.windows, over: usual.over, times: usual.times, bound: usual.bound)
            + percent
    }

    /// Substances and purchases of which the same is said stand in one line.
    private func verdicts(_ purchases: [PurchaseVerdict]) -> [String] {
        var order: [String] = []
        var names: [String: [String]] = [:]
        var lines: [String: [ExactText]] = [:]
        for purchase in purchases {
            for substance in purchase.substances {
                let text = sentence(substance)
                if names[text] == nil { order.append(text) }
                if names[text]?.contains(substance.name) != true {
                    names[text, default: []].append(substance.name)
                }
                if lines[text]?.contains(purchase.key) != true {
                    lines[text, default: []].append(purchase.key)
                }
            }
        }
        return order.flatMap { text in
            [
                "  \(text): \((names[text] ?? []).joined(separator: ", "))",
                "    in \(keys(lines[text] ?? []))",
            ]
        }
    }

    private func sentence(_ substance: SubstanceVerdict) -> String {
        let parts = substance.parts.map { part in
            "`\(part.asks)`" + (part.found.map { " (found: \($0))" } ?? "")
        }.joined(separator: " and ")
        switch substance.verdict {
        case .counts:
            let parts = substance.conditions.map(String.init).joined(separator: ", ")
            return "matches\(parts.isEmpty ? "" : " number \(parts)")"
                + substance.shown.filter { !$0.covers }.map {
                    "; the \($0.kind) shown does not cover it, \($0.because ?? "")"
                }.joined()
        case .fails: return "fails \(parts)"
        case .unknown: return "cannot be decided, \(parts)"
        case .missing: return "matches and adds nothing, \(parts)"
        case .excused:
            let shown = substance.shown.filter(\.covers).map { "\($0.kind) shown\(terms($0))" }
            return "matches and is excused by the \(shown.joined(separator: " and the "))"
        }
    }

    private func terms(_ shown: ShownException) -> String {
        var terms: [String] = []
        if let number = shown.number { terms.append("number \(number)") }
        if let until = shown.until { terms.append("until \(until)") }
        terms.append(shown.scope.map { "for \($0.map(\.string).joined(separator: ", "))" } ?? "for anything")
        if let ceiling = shown.concentration { terms.append("up to \(ceiling) %") }
        if let total = shown.total {
            terms.append("total \(total)" + (shown.period.map { " within \($0)" } ?? ""))
        }
        if let period = shown.period { terms.append("within \(period)") }
        return " (\(terms.joined(separator: ", ")))"
    }

    private func keys(_ keys: [ExactText]) -> String {
        let shown = keys.prefix(Self.keysMax).map(\.string).joined(separator: ", ")
        return keys.count > Self.keysMax ? "\(shown) and \(keys.count - Self.keysMax) more" : shown
    }
}

extension Detection.Progress {
    /// A rule of one measure as if it were the only condition of a combination.
    fileprivate init(_ nearest: Nearness) {
        self.init(
            number: 1, holds: nearest.holds, measure: nearest.measure, value: nearest.value,
            threshold: nearest.threshold, bound: nearest.bound, unit: nearest.unit, within: nearest.within,
            percent: nearest.percent, purchases: nearest.purchases)
    }
}
