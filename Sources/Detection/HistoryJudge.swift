import Purchases
import Rules

/// Judges the moments of one subject in order of time, each by the version of the pack that is in force then (7.1).
struct HistoryJudge {
    /// One for each version, in the order of their eras.
    let judges: [Judge]
    let eras: Eras
    /// Moments before it raise nothing; later ones remember what they reached (7.3).
    let closing: EventTime

    /// One version's rules on their way over a subject's purchases.
    fileprivate struct Walk: Sendable {
        let version: Int
        var sweep: RuleSweep
        var position: Int
        /// The version judges nothing after it.
        let end: EventTime

        func next(_ history: SubjectHistory) -> EventTime? {
            history.next(position, sweep.nextDeadline).flatMap { $0 > end ? nil : $0 }
        }

        mutating func enter(_ time: EventTime, _ judge: Judge, _ history: SubjectHistory) -> [Int] {
            judge.enter(time, &position, &sweep, history)
        }

        /// Whether coming here again would take longer than remembering is worth; what is mostly gone is not kept.
        var isWorthKeeping: Bool {
            let (groups, present) = sweep.windows.size
            return present > Self.entriesMin && groups < present * 4
        }
        private static let entriesMin = 8
    }

    /// How far judging a subject has come: from here it goes on where what comes next is later than all that was seen.
    struct Progress: Sendable {
        fileprivate var rules: [AlertRule]
        fileprivate var walks: [Walk]

        /// The latest time that was looked at.
        var time: EventTime { walks.map(\.sweep.time).max() ?? .distantFuture }
    }

    /// A counting moment that was found at a time.
    private struct Found {
        let walk: Int
        let moment: RuleSweep.Moment
        let lines: [Int]
        let judged: JudgedMoment
    }

    /// Judges a subject's moments from a time on; what was judged before stands.
    ///
    /// It goes on from where the history was judged to if the time is later than all that was seen. Else windows and what
    /// earlier moments reached are brought up from the purchases and moments that can still matter at that time. Either
    /// way, judging from the earliest change gives what judging everything anew gives.
    func judge(_ subject: Subject, _ history: inout SubjectHistory, from start: EventTime) {
        var progress = history.takeProgress(before: start) ?? begin(subject, &history, from: start)
        while let time = next(progress.walks, history) {
            // Moments of one time do not see each other (5.2).
            var found: [Found] = []
            for index in progress.walks.indices where progress.walks[index].next(history) == time {
                let version = progress.walks[index].version
                let judge = judges[version]
                let lines = progress.walks[index].enter(time, judge, history)
                let deadlines = progress.walks[index].sweep.deadlines()
                guard time >= start else { continue }
                if let one = moment(lines, index, progress.walks[index]) { found.append(one) }
                for deadline in deadlines where isOwn(deadline, of: version) {
                    history.awaiting += judge.awaiting(deadline)
                    if let one = moment(deadline, index, progress.walks[index]) { found.append(one) }
                }
            }
            guard !found.isEmpty else { continue }
            if time >= closing {
                history.add(alerts(found, progress.walks, subject, history, &progress.rules))
            }
            for one in found {
                for version in progress.rules.indices { progress.rules[version].record(one.judged) }
                history.judged.append(one.judged)
            }
        }
        if progress.walks.contains(where: \.isWorthKeeping) { history.keep(progress) }
    }

    /// Forgets what was judged from a time on, and remembers what moments before it reached.
    private func begin(
        _ subject: Subject, _ history: inout SubjectHistory, from start: EventTime
    ) -> Progress {
        history.forget(from: start)
        var rules = judges.map { AlertRule($0.pack) }
        for version in rules.indices {
            let remembered = start.before(by: rules[version].quiet)
            for moment in history.judged where moment.time > remembered { rules[version].record(moment) }
        }
        return Progress(rules: rules, walks: walks(subject, history, from: start))
    }

    private func next(_ walks: [Walk], _ history: SubjectHistory) -> EventTime? {
        var least: EventTime?
        // By index: a walk is too large to be copied at every moment.
        for index in walks.indices {
            guard let time = walks[index].next(history) else { continue }
            least = least.map { min($0, time) } ?? time
        }
        return least
    }

    private func walks(_ subject: Subject, _ history: SubjectHistory, from start: EventTime) -> [Walk] {
        judges.indices.compactMap { version in
            let end = eras.end(of: version)
            guard end >= start else { return nil }
            let pack = judges[version].pack
            let first = max(start, eras.start(of: version))
            return Walk(
                version: version, sweep: RuleSweep(pack, subject: subject.kind),
                position: history.position(of: first.before(by: pack.longestWindow(of: subject.kind))),
                end: end)
        }
    }

    /// The alerts that moments of one time raise, in order of their subjects, each with its local day.
    private func alerts(
        _ found: [Found], _ walks: [Walk], _ subject: Subject, _ history: SubjectHistory,
        _ rules: inout [AlertRule]
    ) -> [(alert: StandingAlert, day: LocalDay)] {
        let follows = history.alerts.last
        var alerts: [(alert: StandingAlert, day: LocalDay)] = []
        for one in found {
            let version = walks[one.walk].version
            guard rules[version].raises(one.judged) else { continue }
            let judge = judges[version]
            let alert = judge.content.alert(
                subject, walks[one.walk].sweep, at: one.moment,
                level: judge.pack.scoring.level(of: one.judged.score), lines: one.lines, follows: follows,
                judge)
            let day =
                if case .deadline(let deadline) = one.moment { self.day(of: deadline) } else {
                    self.day(of: one.lines)
                }
            alerts.append((alert, day))
        }
        return alerts.sorted { $0.alert.subject < $1.alert.subject }
    }

    // MARK: Which version

    /// The receipts of a time, where this version judges them and they count.
    private func moment(_ lines: [Int], _ index: Int, _ walk: Walk) -> Found? {
        guard !lines.isEmpty, judges.count == 1 || eras.version(on: day(of: lines)) == walk.version else {
            return nil
        }
        return judges[walk.version].judged(walk.sweep, at: .receipts).map {
            Found(walk: index, moment: .receipts, lines: lines, judged: $0)
        }
    }

    /// A deadline, where it is decided and counts.
    private func moment(
        _ deadline: AbsenceRunning.Deadline, _ index: Int, _ walk: Walk
    ) -> Found? {
        let judge = judges[walk.version]
        guard let decided = judge.decided(deadline) else { return nil }
        let moment = RuleSweep.Moment.deadline(decided)
        return judge.judged(walk.sweep, at: moment).map {
            Found(
                walk: index, moment: moment, lines: decided.groups.values.flatMap { $0.map(\.line) },
                judged: $0)
        }
    }

    private func isOwn(_ deadline: AbsenceRunning.Deadline, of version: Int) -> Bool {
        judges.count == 1 || eras.version(on: day(of: deadline)) == version
    }

    /// The local day of a moment at the store of its least receipt.
    private func day(of lines: [Int]) -> LocalDay {
        let receipts = judges[0].receipts
        let least = lines.lazy.map { receipts[receipts.lines[$0].receipt] }.min { $0.key < $1.key }
        return least?.day ?? LocalDay(daysSinceEpoch: 0)
    }

    /// The day of a deadline by the offset of the line that awaits it, the least where there are several.
    private func day(of deadline: AbsenceRunning.Deadline) -> LocalDay {
        let receipts = judges[0].receipts
        let lines = deadline.groups.values.lazy.flatMap { $0.map { receipts.lines[$0.line].line } }
        let least = lines.min {
            $0.key.receipt == $1.key.receipt ? $0.key.text < $1.key.text : $0.key.receipt < $1.key.receipt
        }
        guard let least else { return LocalDay(daysSinceEpoch: 0) }
        let local = Int64(least.local.day.daysSinceEpoch) * 86_400 + Int64(least.local.secondOfDay)
        // Rounded down, as the local time is.
        let (seconds, rest) = least.time.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let offset = local - (rest < 0 ? seconds - 1 : seconds)
        return LocalDay(containing: deadline.time.advanced(by: TimeSpan(seconds: offset)).microseconds)
    }
}
