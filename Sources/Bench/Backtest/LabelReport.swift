import Purchases
import Rules

/// How well rules and alerts tell apart what people labelled.
///
/// A label is found by a rule when an alert stands in which the rule holds with a line of that key among its purchases.
package struct LabelReport: Sendable, Encodable {
    package struct Score: Sendable, Encodable, Hashable {
        /// Of the labels found, those that are `yes`.
        package var precision: Share
        /// Of the labels that are `yes`, those found.
        package var recall: Share
    }

    package struct RuleScore: Sendable, Encodable, Hashable {
        package var pack: String
        package var rule: String
        package var precision: Share
        package var recall: Share
    }

    package var yes: Int
    package var no: Int
    /// Labels whose key no watched line has: screened out, quarantined or misspelt. They count for nothing here.
    package var unknown: Int
    /// The first of those.
    package var unknownKeys: [ExactText]
    /// Of any rule.
    package var alerts: Score
    /// In the packs' order.
    package var rules: [RuleScore]

    enum CodingKeys: String, CodingKey {
        case yes, no, unknown
        case unknownKeys = "unknown_keys"
        case alerts = "any_rule"
        case rules
    }
}

/// Works out `LabelReport` and the scores of single variants.
package struct LabelJudge: Sendable {
    private let labels: Labels
    private let unknown: Set<Int>

    package init(_ labels: Labels, lines: [JournalledLine]) {
        self.labels = labels
        unknown = labels.unknown(in: lines)
    }

    package func report(_ alerts: [StandingAlert], packs: [Pack]) -> LabelReport {
        let yes = labels.items.indices.filter { labels.items[$0].isYes && !unknown.contains($0) }.count
        var rules: [LabelReport.RuleScore] = []
        var seen: Set<[String]> = []
        for pack in packs {
            for rule in pack.rules where seen.insert([pack.id, rule.id]).inserted {
                let score = score(alerts, pack: pack.id, rule: rule.id)
                rules.append(
                    LabelReport.RuleScore(
                        pack: pack.id, rule: rule.id, precision: score.precision, recall: score.recall))
            }
        }
        return LabelReport(
            yes: yes, no: labels.items.count - unknown.count - yes, unknown: unknown.count,
            unknownKeys: unknown.sorted().prefix(5).map { labels.items[$0].key },
            alerts: score(alerts, pack: nil, rule: nil), rules: rules)
    }

    /// Of one rule of one pack; nil stands for any.
    package func score(_ alerts: [StandingAlert], pack: String?, rule: String?) -> LabelReport.Score {
        var found: Set<Int> = []
        for alert in alerts where pack == nil || alert.data.pack.id == pack {
            for indicator in alert.data.indicators where rule == nil || indicator.rule == rule {
                for key in indicator.purchases {
                    found.formUnion(labels.items(ofLine: key, receipt: key.receiptKey))
                }
            }
        }
        found.subtract(unknown)
        let right = found.filter { labels.items[$0].isYes }.count
        let all = labels.items.indices.filter { labels.items[$0].isYes && !unknown.contains($0) }.count
        return LabelReport.Score(precision: Share(right, of: found.count), recall: Share(right, of: all))
    }
}
