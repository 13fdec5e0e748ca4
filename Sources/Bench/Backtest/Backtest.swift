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

    /// One variant: the packs, the packs they are compared with, or one value of a sweep.
    private enum Role: Sendable {
        case base
        case against
        case value(Int, Int)
    }

    /// What is kept of a variant.
    private enum Result: Sendable {
        case detector(Detector)
        case point(Int, SweepCurve.Point)
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
        var roles: [Role] = [.base]
        var variants = [question.packs]
        if let against {
            roles.append(.against)
            variants.append(against.before)
        }
        for (place, sweep) in question.sweeps.enumerated() {
            for (number, value) in sweep.values.enumerated() {
                roles.append(.value(place, number))
                variants.append(sweep.variant(value, of: question.packs))
            }
        }
        let kept = roles
        let results = try await runner.results(variants, done: done) { index, detector in
            switch kept[index] {
            case .base, .against: return Result.detector(detector)
            case .value(let place, let number): return .point(place, point(place, number, detector))
            }
        }
        var detectors: [Detector] = []
        var points: [Int: [SweepCurve.Point]] = [:]
        for result in results {
            switch result {
            case .detector(let detector): detectors.append(detector)
            case .point(let place, let point): points[place, default: []].append(point)
            }
        }
        var report = base(detectors[0])
        if let against {
            let comparison = against.comparison(before: detectors[1], after: detectors[0])
            if question.isShadow { report.shadow = comparison } else { report.against = comparison }
        }
        report.sweeps = question.sweeps.enumerated().map { SweepCurve($1, points: points[$0] ?? []) }
        return (report, detectors[0].standing)
    }

    private func point(_ place: Int, _ number: Int, _ detector: Detector) -> SweepCurve.Point {
        let sweep = question.sweeps[place]
        return SweepCurve.Point(
            sweep.values[number], of: sweep, alerts: detector.standing, levels: levels, judge: judge)
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
