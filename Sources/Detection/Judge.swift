import Purchases
import Rules

/// Judges the moments of one subject in order of time: indicators, score, level, alerts (4, 5).
struct Judge {
    let pack: CompiledPack
    let groups: Groups
    let purchases: [Purchase?]
    let receipts: Receipts
    let content: AlertContent

    /// Judges a subject's moments from a time on; what was judged before stands.
    ///
    /// Windows and what earlier moments reached are brought up from the purchases and moments that can still matter at
    /// that time, so judging from the earliest change gives what judging everything anew gives.
    func judge(_ subject: Subject, _ history: inout SubjectHistory, from start: EventTime) {
        history.judged.removeAll { $0.time >= start }
        history.alerts.removeAll { $0.time >= start }
        var rule = AlertRule(quiet: pack.pack.quiet)
        let remembered = start.before(by: pack.pack.quiet)
        for moment in history.judged where moment.time > remembered { rule.record(moment) }

        var sweep = RuleSweep(rules: pack.pack.rules, subject: subject.kind)
        var position = history.position(of: start.before(by: pack.longestWindow(of: subject.kind)))
        while position < history.places.count {
            let time = history.places[position].moment
            var end = position
            sweep.advance(to: time)
            while end < history.places.count, history.places[end].moment == time {
                let line = history.places[end].line
                if let purchase = purchases[line] { sweep.enter(purchase, line: line) }
                end += 1
            }
            sweep.settle()
            if time >= start, let moment = judged(sweep) {
                if rule.raises(moment) {
                    let lines = history.places[position..<end].map(\.line)
                    let alert = content.alert(
                        subject, sweep, level: moment.level, lines: lines, follows: history.alerts.last, self)
                    history.alerts.append(alert)
                }
                rule.record(moment)
                history.judged.append(moment)
            }
            position = end
        }
    }

    /// The current moment judged; nil when none of its own purchases is behind an indicator, and it does not count.
    private func judged(_ sweep: RuleSweep) -> JudgedMoment? {
        let held = sweep.held()
        guard !held.isEmpty else { return nil }
        var names: [Int: JudgedMoment.Name] = [:]
        for one in held {
            let id = groups.name(of: one.group)
            var name = names[id] ?? JudgedMoment.Name(name: id, doublings: 0, isOwn: false)
            name.doublings = max(name.doublings, one.doublings)
            name.isOwn = name.isOwn || one.isOwn
            names[id] = name
        }
        return JudgedMoment(
            time: sweep.time, level: pack.scoring.level(of: pack.scoring.score(held, groups)),
            isReportableAlone: isReportableAlone(held), names: Array(names.values))
    }

    /// Whether one receipt reaches the highest level by rules without a window alone (5.3).
    private func isReportableAlone(_ held: [RuleSweep.Held]) -> Bool {
        let single = Dictionary(grouping: held.filter { $0.receipt != nil }, by: \.receipt)
        return single.values.contains {
            pack.scoring.level(of: pack.scoring.score($0, groups)) == pack.scoring.topLevel
        }
    }
}
