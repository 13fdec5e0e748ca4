import Purchases

/// Made-up alert events.
enum Events {
    static func purchase(
        _ number: Int, mass: ExactDecimal? = nil, description: String? = "Cleaner 5/1 \"extra\""
    ) -> PurchaseRecord {
        PurchaseRecord(
            key: ExactText("shop/S1/3/\(number)/1"), time: EventTime(microseconds: Int64(number) * 1_000_000),
            moment: EventTime(microseconds: Int64(number) * 1_000_000), store: "S1", till: "3",
            receipt: ExactText("\(number)"), line: "1", product: "4711", description: description,
            quantity: ExactDecimal(2), returned: .zero, amount: nil, currency: nil, tender: "card",
            substances: [
                SubstanceRecord(
                    id: "acetone", name: "Acetone", cas: "67-64-1", list: "eu-2019-1148",
                    concentration: nil, mass: mass.map { Measured($0, "g") }, volume: nil,
                    restricted: nil, assumedDensity: false)
            ])
    }

    static func indicator(_ rule: String, score: Int, keys: [ExactText]) -> Indicator {
        Indicator(
            rule: rule, title: nil, score: score, measure: "count purchases",
            value: ExactDecimal(keys.count), threshold: ExactDecimal(1), bound: "at_least",
            unit: "purchases", within: "30d", group: [:], purchases: keys,
            counted: Dictionary(uniqueKeysWithValues: keys.map { ($0.string, ["67-64-1"]) }))
    }

    static func event(
        purchases: [PurchaseRecord], indicators: [Indicator], revision: Int = 1, replaces: [String] = []
    ) -> AlertEvent {
        AlertEvent(
            installation: "test", type: .raised, subject: "00112233445566778899aabbccddeeff",
            time: EventTime(microseconds: 1_700_000_000_000_000),
            recordedtime: EventTime(microseconds: 1_700_000_001_500_000),
            data: AlertData(
                revision: revision, level: "review", score: 60,
                pack: PackReference(id: "eu-baseline", version: "2026.11.0", jurisdiction: nil),
                lists: [ListReference(id: "eu-2019-1148", version: "2026-02")],
                catalogue: VersionReference(version: "0123456789ab"),
                timezones: VersionReference(version: "2026a"),
                buyer: BuyerReference(
                    key: "ffeeddccbbaa99887766554433221100",
                    tokens: [Token(kind: "loyalty", value: "ab12")],
                    links: ["shop/S1/3/1"]),
                about: nil, indicators: indicators, purchases: purchases, covered: ["shop/S1/3/9/1"],
                replaces: replaces))
    }

    static func small() -> AlertEvent {
        let one = purchase(1, mass: ExactDecimal("468.75"))
        return event(purchases: [one], indicators: [indicator("bulk", score: 60, keys: [one.key])])
    }
}
