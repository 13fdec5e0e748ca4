import Detection
import Pipeline
import Purchases
import Rules

/// What packs would have raised over a past.
package struct BacktestReport: Sendable, Encodable {
    package struct PackName: Sendable, Encodable, Hashable {
        package var id: String
        package var version: String
        package var from: LocalDay?
    }

    package var packs: [PackName]
    package var past: PastSummary
    package var buyers: Int
    package var tally: AlertTally
    package var budget: AlertBudget
    /// The strongest first, ten at most.
    package var strongest: [StrongAlert]
    /// Every rule, in the packs' order.
    package var rules: [RuleResult]
    package var against: LedgerComparison?
    package var sweeps: [SweepCurve]
    package var labels: LabelReport?
    package var shadow: LedgerComparison?
    /// Names of the levels, the lowest first.
    package var levels: [String]

    enum CodingKeys: String, CodingKey {
        case packs, past, buyers, levels
        case tally = "alerts"
        case budget, strongest, rules
        case against, sweeps, labels, shadow
    }

    /// Rules that held at no moment, the nearest first.
    package var neverHeld: [RuleResult] {
        rules.filter { $0.held == 0 && $0.alerts == 0 }.enumerated().sorted { left, right in
            let nearness = (
                left.element.nearest?.percent ?? ExactDecimal(-1),
                right.element.nearest?.percent ?? ExactDecimal(-1)
            )
            return nearness.0 == nearness.1 ? left.offset < right.offset : nearness.0 > nearness.1
        }.map(\.element)
    }

    /// Whether a store had more alerts in a week than the budget allows.
    package var exceedsBudget: Bool { !budget.exceeded.isEmpty }

    package static let strongestMax = 10
}

/// What a backtest is asked beside its packs and its past.
package struct BacktestQuestion: Sendable {
    package var packs: [Pack]
    package var against: [Pack]?
    /// Whether the packs are shadow packs and those that they are compared with the live ones.
    package var isShadow: Bool
    package var sweeps: [Sweep]
    package var labels: Labels?
    package var budget: Int?

    package init(
        packs: [Pack], against: [Pack]? = nil, isShadow: Bool = false, sweeps: [Sweep] = [],
        labels: Labels? = nil, budget: Int? = nil
    ) {
        self.packs = packs
        self.against = against
        self.isShadow = isShadow
        self.sweeps = sweeps
        self.labels = labels
        self.budget = budget
    }

    /// How many times the past is judged.
    package var variants: Int { 1 + (against == nil ? 0 : 1) + sweeps.reduce(0) { $0 + $1.values.count } }
}
