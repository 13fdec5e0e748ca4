import Detection
import Purchases
import Rules

/// What one rule did over the past.
package struct RuleResult: Sendable, Encodable {
    package var pack: String
    package var rule: String
    package var title: String?
    package var score: Int
    /// Alerts in which it holds, and those in which no other rule does.
    package var alerts: Int
    package var alone: Int
    /// Purchases that it counted, and moments at which it held.
    package var purchases: Int
    package var held: Int
    /// The moment at which it came nearest to holding, or held most clearly; nil when nothing ever counted.
    package var nearest: Nearness?

    /// In the packs' order; the counts of versions of one pack are added.
    static func all(_ alerts: [StandingAlert], nearest: [RuleNearness]) -> [RuleResult] {
        var withRule: [[String]: Int] = [:]
        var alone: [[String]: Int] = [:]
        for alert in alerts {
            let rules = Set(alert.data.indicators.map(\.rule))
            for rule in rules { withRule[[alert.data.pack.id, rule], default: 0] += 1 }
            if rules.count == 1, let rule = rules.first {
                alone[[alert.data.pack.id, rule], default: 0] += 1
            }
        }
        var results: [RuleResult] = []
        var places: [[String]: Int] = [:]
        for found in nearest {
            let key = [found.pack, found.rule]
            if let place = places[key] {
                results[place].add(found)
                continue
            }
            places[key] = results.count
            results.append(
                RuleResult(
                    pack: found.pack, rule: found.rule, title: found.title, score: found.score,
                    alerts: withRule[key] ?? 0, alone: alone[key] ?? 0, purchases: found.purchases,
                    held: found.held, nearest: found.nearest))
        }
        return results
    }

    private mutating func add(_ other: RuleNearness) {
        purchases = max(purchases, other.purchases)
        held += other.held
        title = other.title
        score = other.score
        guard let theirs = other.nearest else { return }
        if let mine = nearest,
            (mine.holds ? 1 : 0, mine.percent ?? .zero) >= (theirs.holds ? 1 : 0, theirs.percent ?? .zero)
        {
            return
        }
        nearest = theirs
    }
}

extension RuleResult {
    /// How near it came, in words.
    package var nearestText: String {
        nearest.map(NearnessWords.text)
            ?? "no purchase ever counted: none matched its `where`, or each was excused"
    }

    /// The highest share of the threshold that was reached, in percent.
    package var nearestPercent: ExactDecimal? { nearest?.percent }
}
