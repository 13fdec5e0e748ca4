import Purchases
import Rules

/// What a pack makes of one moment of one subject, whether or not it alerts there.
package struct MomentState: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        case alert
        /// No level was reached, or no purchase of the moment was behind an indicator.
        case below
        /// A level was reached, and nothing about it was new; the latest earlier moment that had reached it.
        case reachedBefore(EventTime?)
    }

    package var outcome: Outcome
    /// What the moment scored; nil where no purchase of it was behind an indicator.
    package var score: Int?
    /// The indicators that hold there; empty where no purchase of the moment is behind one.
    package var indicators: [Indicator]
    /// Of each rule that measured a purchase of the moment its highest value, in the pack's order.
    package var rules: [RuleAtMoment]
}

package struct RuleAtMoment: Sendable, Hashable {
    package var rule: String
    package var score: Int
    package var nearness: Nearness
}

extension Detector {
    /// What the pack of an alert's id makes of the alert's moment; the alert may stand in another detector's ledger.
    ///
    /// - Returns: nil when there is no such pack, or nothing left of the purchases.
    package func state(ofMomentOf alert: StandingAlert) -> MomentState? {
        guard let ledger = ledgers.first(where: { $0.pack.pack.id == alert.data.pack.id }) else { return nil }
        // A deadline has no purchases of its own time.
        let keys = alert.data.purchases.filter { $0.moment == alert.time } + alert.data.purchases.reversed()
        let line = keys.lazy.compactMap { receipts.lines.id(of: $0.key) }.first
        guard let subject = subject(alert, line, ledger), let history = ledger.histories[subject] else {
            return nil
        }
        let version = ledger.versions.lastIndex { $0.pack.pack.version == alert.data.pack.version }
        let judge = ledger.judge(version ?? ledger.versions.count - 1, receipts)
        let finder = NearnessFinder(ledger, receipts)
        let content = NearnessContent(ledger, receipts)
        let rules = ledger.pack.pack.rules
        var found = rules.map { _ in NearnessFinder.Found() }
        // What lies further back is in no window of the moment.
        let first = history.position(of: alert.time.before(by: ledger.pack.longestWindow(of: subject.kind)))
        let near = history.places[first...].prefix { $0.moment <= alert.time }
        finder.look(at: subject, Array(near), only: alert.time, &found)
        let measured = zip(rules, found).compactMap { rule, found in
            found.best.map { RuleAtMoment(rule: rule.id, score: rule.score, nearness: content.nearness($0)) }
        }
        return MomentState(
            outcome: outcome(history, at: alert.time, by: ledger.pack),
            score: history.judged.first { $0.time == alert.time }?.score,
            indicators: judge.indicators(atMomentOf: alert, subject, history), rules: measured)
    }

    private func subject(_ alert: StandingAlert, _ line: Int?, _ ledger: PackLedger) -> Subject? {
        if let about = alert.data.about {
            return switch (about.store, about.product) {
            case (let store?, let product?): .storeAndProduct(store, product)
            case (let store?, nil): .store(store)
            case (nil, let product?): .product(product)
            case (nil, nil): nil
            }
        }
        return line.flatMap { ledger.linking.buyer(of: receipts.lines[$0].receipt) }.map { .buyer($0) }
    }

    private func outcome(
        _ history: SubjectHistory, at time: EventTime, by pack: CompiledPack
    ) -> MomentState.Outcome {
        if history.alerts.contains(where: { $0.time == time }) { return .alert }
        func level(_ judged: JudgedMoment) -> Int { pack.scoring.level(of: judged.score) }
        guard let judged = history.judged.first(where: { $0.time == time }), level(judged) >= 0 else {
            return .below
        }
        let since = time.before(by: pack.pack.quiet)
        let before = history.judged.last {
            $0.time < time && $0.time > since && level($0) >= level(judged)
        }
        return .reachedBefore(before?.time)
    }
}

extension Judge {
    /// All indicators that hold at the moment of an alert that may stand elsewhere, from all purchases of the subject.
    fileprivate func indicators(
        atMomentOf alert: StandingAlert, _ subject: Subject, _ history: SubjectHistory
    ) -> [Indicator] {
        let absent = alert.data.indicators.first { $0.measure == Rule.absentMeasure }?.rule
        let rule = pack.pack.rules.firstIndex { $0.id == absent }
        guard absent == nil || rule != nil,
            let (moment, sweep) = moment(alert.time, rule, subject, history, facts: nil)
        else { return [] }
        return IndicatorContent(self).indicators(sweep, at: moment, subject).map(\.indicator)
    }
}
