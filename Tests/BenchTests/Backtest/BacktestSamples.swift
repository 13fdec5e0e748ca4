import Purchases
import Rules

/// Packs and alerts as short as tests need them.
enum Samples {
    static func rule(_ id: String, measure: Measure = .countPurchases, atLeast: Int = 1, score: Int = 30)
        -> Rule
    {
        Rule(
            id: id, measure: measure, threshold: Threshold(value: ExactDecimal(atLeast), bound: .atLeast),
            score: score)
    }

    static func pack(_ id: String = "trial", version: String = "1", rules: [Rule]) -> Pack {
        Pack(
            id: id, version: version, lists: [],
            levels: [Level(name: "notice", threshold: 30), Level(name: "report", threshold: 100)],
            rules: rules,
            digest: "")
    }

    static func indicator(
        _ rule: String, _ value: String = "1", of threshold: String = "1", score: Int = 30,
        purchases: [ExactText] = []
    ) -> Indicator {
        Indicator(
            rule: rule, title: nil, score: score, measure: "count purchases",
            value: ExactDecimal(value) ?? .zero, threshold: ExactDecimal(threshold) ?? .zero,
            bound: "at_least",
            unit: "purchases", within: nil, group: [:], purchases: purchases, counted: nil)
    }

    static func time(_ text: String) -> EventTime { EventTime(rfc3339: text) ?? .distantPast }

    static func purchase(_ key: ExactText, store: ExactText = "S1", at time: EventTime) -> PurchaseRecord {
        PurchaseRecord(
            key: key, time: time, moment: time, store: store, till: "1", receipt: "1", line: "1",
            product: "P",
            description: nil, quantity: ExactDecimal(1), returned: .zero, amount: nil, currency: nil,
            tender: nil, substances: [])
    }

    static func alert(
        _ subject: String, at text: String = "2026-03-02T10:00:00Z", level: String = "notice",
        score: Int = 30,
        pack: String = "trial", indicators: [Indicator] = [], purchases: [PurchaseRecord] = []
    ) -> StandingAlert {
        StandingAlert(
            subject: subject, time: time(text),
            data: AlertData(
                level: level, score: score, pack: PackReference(id: pack, version: "1", jurisdiction: nil),
                lists: [], catalogue: VersionReference(version: ""), timezones: VersionReference(version: ""),
                buyer: BuyerReference(key: "0123456789", tokens: [], links: []), about: nil,
                indicators: indicators, purchases: purchases))
    }

    /// An accepted line whose store's clock is `offset` seconds ahead of UTC.
    static func line(_ parts: [String], _ number: String, at time: EventTime, offset: Int64 = 0)
        -> JournalledLine
    {
        let local = time.microseconds / 1_000_000 + offset
        let moment = LocalMoment(
            day: LocalDay(containing: local * 1_000_000), secondOfDay: Int32(local % 86_400),
            nextMidnight: .distantFuture)
        return JournalledLine(
            line: Line(
                key: LineKey(receiptParts: parts, line: number), kind: .sale, time: time, local: moment,
                store: ExactText(parts[1]), till: "1", receiptNumber: "1", lineNumber: ExactText(number)),
            rows: [], sequence: 1)
    }
}
