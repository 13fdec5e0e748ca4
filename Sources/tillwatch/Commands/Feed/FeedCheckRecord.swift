import Inference
import Purchases

/// The result of `feed check` for programs.
struct FeedCheckRecord: Encodable {
    private struct Refused: Encodable {
        var count: Int
        var detail: String
        var line: Int
        var source: String
    }

    private let read: Int
    private let decoded: Int
    private let left_out: Int
    private let quarantined: [String: Refused]
    private let unreadable: [String: Int]
    private let kinds: [String: Int]
    private let stores: Int
    private let tills: Int
    private let receipts: Int
    private let products: Int
    private let earliest: EventTime?
    private let latest: EventTime?
    private let findings: [FeedFinding]

    init(_ survey: FeedSurvey, _ findings: [FeedFinding]) {
        read = survey.read
        decoded = survey.decoded
        left_out = survey.leftOut
        quarantined = Dictionary(
            uniqueKeysWithValues: survey.refused.map { reason, lines in
                (
                    reason.rawValue,
                    Refused(
                        count: lines.count, detail: lines.detail, line: lines.first.line,
                        source: lines.first.source)
                )
            })
        unreadable = survey.unreadable
        kinds = Dictionary(uniqueKeysWithValues: survey.kinds.map { ($0.key.rawValue, $0.value) })
        stores = survey.stores.count
        tills = survey.tills.count
        receipts = survey.receipts
        products = survey.products.count
        earliest = survey.earliest
        latest = survey.latest
        self.findings = findings
    }
}
