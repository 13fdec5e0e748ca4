import Purchases
import Rules

/// Judges moments by one version of a pack: indicators and score (4, 5). `HistoryJudge` says which moments.
struct Judge {
    let pack: CompiledPack
    let groups: Groups
    let purchases: [Purchase?]
    /// Whose each purchase is, and how far their papers are used up.
    let buyers: [Int: Int]
    let ceilings: Ceilings
    let receipts: Receipts
    let content: AlertContent

    /// Brings a sweep to a time, with the purchases that count then.
    ///
    /// - Returns: their lines.
    func enter(
        _ time: EventTime, _ position: inout Int, _ sweep: inout RuleSweep, _ history: SubjectHistory
    ) -> [Int] {
        var lines: [Int] = []
        sweep.advance(to: time)
        while position < history.places.count, history.places[position].moment == time {
            let line = history.places[position].line
            sweep.enter(line, of: purchases, groups)
            lines.append(line)
            position += 1
        }
        sweep.settle()
        return lines
    }

    /// A moment judged; nil when none of its own purchases is behind an indicator, and it does not count.
    func judged(_ sweep: RuleSweep, at moment: RuleSweep.Moment) -> JudgedMoment? {
        let held = sweep.held(at: moment)
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
            time: sweep.time, score: pack.scoring.score(held, groups),
            isReportableAlone: isReportableAlone(held), names: Array(names.values))
    }

    /// Whether one receipt reaches the highest level by rules without a window alone (5.3).
    private func isReportableAlone(_ held: [RuleSweep.Held]) -> Bool {
        let single = Dictionary(grouping: held.filter { $0.receipt != nil }, by: \.receipt)
        return single.values.contains {
            pack.scoring.level(of: pack.scoring.score($0, groups)) == pack.scoring.topLevel
        }
    }

    // MARK: Deadlines

    /// What a deadline waits for: that the feeds of its purchases pass it.
    func awaiting(_ deadline: AbsenceRunning.Deadline) -> [SubjectHistory.Awaiting] {
        var found: Set<SubjectHistory.Awaiting> = []
        for (group, lines) in deadline.groups {
            for line in lines {
                found.insert(
                    SubjectHistory.Awaiting(time: deadline.time, feed: feed(of: line.line), group: group))
            }
        }
        return Array(found)
    }

    /// A deadline with those of its purchases whose feeds have passed it; nil when none has.
    func decided(_ deadline: AbsenceRunning.Deadline) -> AbsenceRunning.Deadline? {
        var decided = deadline
        decided.groups = deadline.groups.compactMapValues { lines in
            let known = lines.filter { receipts.latest(ofFeed: feed(of: $0.line)) > deadline.time }
            return known.isEmpty ? nil : known
        }
        return decided.groups.isEmpty ? nil : decided
    }

    private func feed(of line: Int) -> Int { receipts[receipts.lines[line].receipt].feed }

    // MARK: Explaining

    /// The indicators of an alert, worked out from the purchases that it shows and nothing else (5.7).
    ///
    /// - Parameter lines: those purchases.
    /// - Returns: nil when no such moment comes about.
    func indicators(
        explaining alert: StandingAlert, of subject: Subject, _ history: SubjectHistory, lines: [Int]
    ) -> [Indicator]? {
        let absent = alert.data.indicators.first { $0.measure == Rule.absentMeasure }?.rule
        let rule = pack.pack.rules.firstIndex { $0.id == absent }
        // What is usual, and what did not happen, are facts: they follow from all purchases.
        guard let (known, sweep) = moment(alert.time, rule, subject, history, facts: nil) else { return nil }
        let facts = sweep.facts(at: known)
        var shown = SubjectHistory()
        _ = shown.change(
            removing: [],
            adding: lines.compactMap { line in
                purchases[line].map { SubjectHistory.Place(moment: $0.moment, line: line) }
            })
        guard let (alone, swept) = moment(alert.time, rule, subject, shown, facts: facts) else { return nil }
        return IndicatorContent(self).indicators(swept, at: alone, subject).map {
            NettingContent(self).described($0).indicator
        }
    }

    /// The receipts at a time, or the deadline of a rule then, with the sweep that has come there.
    func moment(
        _ time: EventTime, _ rule: Int?, _ subject: Subject, _ history: SubjectHistory,
        facts: RuleSweep.Facts?
    ) -> (RuleSweep.Moment, RuleSweep)? {
        var sweep = RuleSweep(pack, subject: subject.kind, facts: facts)
        var position = history.position(of: time.before(by: pack.longestWindow(of: subject.kind)))
        while let next = history.next(position, sweep.nextDeadline), next <= time {
            let lines = enter(next, &position, &sweep, history)
            let deadlines = sweep.deadlines()
            guard next == time else { continue }
            guard let rule else { return lines.isEmpty ? nil : (.receipts, sweep) }
            return deadlines.first { $0.rule == rule }.flatMap(decided).map { (.deadline($0), sweep) }
        }
        return nil
    }
}
