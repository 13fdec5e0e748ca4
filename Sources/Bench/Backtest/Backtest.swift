import Detection
import Pipeline
import Purchases
import Rules

/// Answers a backtest's question over a past.
package struct Backtest: Sendable {
    private let question: BacktestQuestion
    private let past: Past
    private let runner: VariantRunner
    private let levels: [String]
    private let judge: LabelJudge?

    package init(_ question: BacktestQuestion, past: Past, runner: VariantRunner) {
        self.question = question
        self.past = past
        self.runner = runner
        levels = LevelOrder(question.packs).names
        judge = question.labels.map { LabelJudge($0, lines: past.lines) }
    }

    /// Judges the past by all variants.
    ///
    /// - Parameter done: called after each of them, on any thread.
    /// - Returns: the report, and the alerts of the packs in order of (time, subject).
    /// - Throws: `VariantRunner.Stopped`.
    package func report(
        done: @escaping @Sendable () -> Void = {}
    ) async throws -> (report: BacktestReport, alerts: [StandingAlert]) {
        let against = question.against.map { Pairing(before: $0, after: question.packs) }
        let sides = [question.packs] + (against.map { [$0.before] } ?? [])
        let (base, report) = try await whole(sides, against, done)
        var whole = report
        whole.sweeps = try await curves(base, done)
        return (whole, base.standing)
    }

    /// The detector of the packs, and all of the report that is no sweep; what it is compared with is let go again.
    private func whole(
        _ sides: [[Pack]], _ against: Pairing?, _ done: @escaping @Sendable () -> Void
    ) async throws -> (Detector, BacktestReport) {
        let detectors = try await runner.results(sides, done: done) { _, detector in detector }
        var report = base(detectors[0])
        if let against, detectors.count == 2 {
            let comparison = against.comparison(before: detectors[1], after: detectors[0])
            if question.isShadow { report.shadow = comparison } else { report.against = comparison }
        }
        return (detectors[0], report)
    }

    private func curves(
        _ base: Detector, _ done: @escaping @Sendable () -> Void
    ) async throws -> [SweepCurve] {
        let values = question.sweeps.flatMap { sweep in sweep.values.map { (sweep: sweep, value: $0) } }
        let variants = values.map { $0.sweep.variant($0.value, of: question.packs) }
        let levels = levels
        let judge = judge
        let points = try await runner.results(variants, from: base, done: done) { index, detector in
            SweepCurve.Point(
                values[index].value, of: values[index].sweep, alerts: detector.standing, levels: levels,
                judge: judge)
        }
        var rest = points[...]
        return question.sweeps.map { sweep in
            defer { rest = rest.dropFirst(sweep.values.count) }
            return SweepCurve(sweep, points: Array(rest.prefix(sweep.values.count)))
        }
    }

    private func base(_ detector: Detector) -> BacktestReport {
        let alerts = detector.standing
        let places = AlertPlaces(of: alerts, lines: past.lines)
        let tally = AlertTally(alerts, places: places, levels: levels)
        return BacktestReport(
            packs: question.packs.map {
                BacktestReport.PackName(id: $0.id, version: $0.version, from: $0.from)
            },
            past: past.summary, buyers: detector.counts().buyers, tally: tally,
            budget: AlertBudget(tally, past: past.summary, limit: question.budget),
            strongest: StrongAlert.strongest(
                alerts, count: BacktestReport.strongestMax, places: places, packs: question.packs),
            rules: RuleResult.all(alerts, nearest: detector.nearest()), against: nil, sweeps: [],
            labels: judge?.report(alerts, packs: question.packs), shadow: nil, levels: levels)
    }
}

/// Which packs of two sides are compared with each other.
struct Pairing {
    let before: [Pack]
    let pairs: [LedgerComparison.Pair]

    /// Packs of one id; and where each side has one id alone, those two, the first judged under the other's name so that
    /// the same alert has the same subject.
    init(before: [Pack], after: [Pack]) {
        var before = before
        let old = Set(before.map(\.id))
        let new = Set(after.map(\.id))
        let names = before
        if old.count == 1, new.count == 1, let id = new.first {
            for index in before.indices { before[index].id = id }
        }
        self.before = before
        var pairs: [LedgerComparison.Pair] = []
        var seen: Set<String> = []
        for id in after.map(\.id) + before.map(\.id) where seen.insert(id).inserted {
            let last = before.lastIndex { $0.id == id }
            let now = after.last { $0.id == id }
            var differences: PackDifferences?
            if let last, let now { differences = PackDifferences(from: before[last], to: now) }
            pairs.append(
                LedgerComparison.Pair(
                    before: last.map { LedgerComparison.PackName(names[$0]) },
                    after: now.map(LedgerComparison.PackName.init), differences: differences))
        }
        self.pairs = pairs
    }

    func comparison(before: Detector, after: Detector) -> LedgerComparison {
        LedgerComparison(before: before.standing, after: after.standing, packs: pairs) { side, alert in
            OtherState(alert, in: side == .before ? before : after)
        }
    }
}
