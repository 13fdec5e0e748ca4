import Foundation
import Purchases
import Reception
import Testing
import Webhooks

/// Combinations, sequences, absences and what is usual, as a recipient recomputes them.
@Suite struct FormVerificationTests {
    /// The moment of `Samples.buyer()`, seen by a combination, a sequence and what is usual.
    static func moment() -> AlertEvent {
        var event = Samples.buyer()
        let keys = event.data.purchases.map(\.key)
        var combine = indicator("pair", 60, "combine", "2", "2", "conditions", Array(keys.prefix(3)))
        combine.conditions = [
            IndicatorCondition(
                condition: 1, measure: "count purchases", value: ExactDecimal(2), threshold: ExactDecimal(2),
                bound: "at_least", unit: "purchases", within: "30d", purchases: Array(keys.prefix(2)),
                counted: nil),
            IndicatorCondition(
                condition: 3, measure: "sum units", value: ExactDecimal(1), threshold: ExactDecimal(1),
                bound: "at_least", unit: "units", within: nil, purchases: [keys[2]], counted: nil),
        ]
        var usual = indicator("more", 10, "sum units", "3", "1", "units", Array(keys.suffix(3)), within: "7d")
        usual.usual = UsualReference(
            median: Samples.decimal("1.5"), times: ExactDecimal(2), bound: "at_least", windows: 2, over: "4w")
        event.data.indicators = [
            combine, indicator("course", 30, "sequence", "3", "3", "steps", Array(keys.prefix(3))), usual,
        ]
        return event
    }

    /// A day later the purchase of the third receipt has waited long enough.
    ///
    /// The subject is SHA-256 over `test`, `eu`, `buyer`, `f/S1/T1/R3`, `absent`, `wait` and the time, joined by zero bytes, computed
    /// with sha256sum.
    static func deadline() -> AlertEvent {
        var event = Samples.buyer()
        let keys = event.data.purchases.map(\.key)
        event.time = Samples.time("2027-01-11T12:00:00Z")
        event.subject = "d1cabac6adc2b304de965ae1f29f477e"
        event.id = "\(event.subject)-1"
        event.data.indicators = [
            indicator("wait", 40, "absent", "1", "1", "absences", [keys[2]], within: "24h"),
            indicator("several", 60, "distinct substance", "3", "3", "substance", keys, within: "14d"),
        ]
        return event
    }

    @Test func soundAlertsHaveNothingWrong() {
        #expect(AlertVerification.check(event: Self.moment()).map(\.code) == [.usualUnchecked])
        #expect(AlertVerification.check(event: Self.deadline()).isEmpty)
        let cut = EventEncoding.bounded(Self.moment(), to: 3500)
        #expect(cut.data.omitted > 0)
        #expect(!AlertVerification.check(event: cut).contains { $0.severity == .wrong })
    }

    static let faults: [AlertVerificationTests.Fault] = [
        .init("a condition fewer", .value) { $0.data.indicators[0].conditions?.removeLast() },
        .init("value of the combination", .value) { $0.data.indicators[0].value = ExactDecimal(3) },
        .init("more conditions needed", .threshold) { $0.data.indicators[0].threshold = ExactDecimal(3) },
        .init("value of a condition", .value) {
            $0.data.indicators[0].conditions?[0].value = ExactDecimal(3)
        },
        .init("threshold of a condition", .threshold) {
            $0.data.indicators[0].conditions?[0].threshold = ExactDecimal(3)
        },
        .init("window of a condition", .window) { $0.data.indicators[0].conditions?[0].within = "7d" },
        .init("a condition of another moment", .window) {
            $0.data.indicators[0].conditions?[0].within = nil
        },
        .init("a condition twice", .conditions) { $0.data.indicators[0].conditions?[1].condition = 1 },
        .init("another purchase than the conditions'", .conditions) {
            $0.data.indicators[0].purchases.append($0.data.purchases[3].key)
        },
        .init("substances that no condition counted", .counted) {
            let keys = $0.data.indicators[0].conditions?[0].purchases ?? []
            $0.data.indicators[0].conditions?[0].counted = [
                keys[0].string: [Samples.a], keys[1].string: [Samples.b],
            ]
        },
        .init("conditions of a measure", .conditions) {
            $0.data.indicators[2].conditions = $0.data.indicators[0].conditions
        },
        .init("a step too few", .sequence) { $0.data.indicators[1].purchases.removeFirst() },
        .init("a step too many", .sequence) { $0.data.indicators[1].value = ExactDecimal(4) },
        .init("two steps at one time", .sequence) {
            $0.data.indicators[1].purchases = Array($0.data.purchases.map(\.key).suffix(3))
        },
        .init("the last step before the moment", .sequence) {
            $0.data.indicators[1].purchases.removeLast()
            $0.data.indicators[1].value = ExactDecimal(2)
            $0.data.indicators[1].threshold = ExactDecimal(2)
        },
        .init("unit of a sequence", .unit) { $0.data.indicators[1].unit = "purchases" },
        .init("median", .usual) { $0.data.indicators[2].usual?.median = Samples.decimal("1.500001") },
        .init("times", .usual) { $0.data.indicators[2].usual?.times = ExactDecimal(3) },
        .init("above, and equal", .usual) {
            $0.data.indicators[2].usual?.bound = "above"
            $0.data.indicators[2].usual?.windows = 1
        },
        .init("more windows than fit", .usual) { $0.data.indicators[2].usual?.windows = 5 },
        .init("no window", .usual) { $0.data.indicators[2].usual?.windows = 0 },
    ]

    static let deadlineFaults: [AlertVerificationTests.Fault] = [
        .init("another time waited", .window) { $0.data.indicators[0].within = "25h" },
        .init("a day of waiting", .window) { $0.data.indicators[0].within = "calendar_day" },
        .init("an earlier purchase", .window) {
            $0.data.indicators[0].purchases.insert($0.data.purchases[1].key, at: 0)
        },
        .init("two absences", .value) { $0.data.indicators[0].value = ExactDecimal(2) },
        .init("two rules at one deadline", .absence) {
            $0.data.indicators[1] = $0.data.indicators[0]
            $0.data.indicators[1].rule = "other"
            $0.data.purchases = [$0.data.purchases[2]]
        },
        .init("a receipt at a deadline", .window) {
            $0.data.indicators[1].within = nil
            $0.data.indicators[1].group["receipt"] = "f/S1/T1/R3"
        },
    ]

    @Test(arguments: faults) func wrongNumbersAreFound(_ fault: AlertVerificationTests.Fault) {
        expect(fault, in: Self.moment())
    }

    @Test(arguments: deadlineFaults) func wrongDeadlinesAreFound(_ fault: AlertVerificationTests.Fault) {
        expect(fault, in: Self.deadline())
    }

    private func expect(_ fault: AlertVerificationTests.Fault, in sound: AlertEvent) {
        var event = sound
        fault.plant(&event)
        let codes = AlertVerification.check(event: event).filter { $0.severity == .wrong }.map(\.code)
        #expect(codes.contains(fault.code), "\(fault.name): \(codes)")
    }

    @Test(.enabled(if: PythonTests.hasSchemas, "python3 has no jsonschema")) func schemaTakesThem()
        async throws
    {
        let events = [Self.moment(), Self.deadline()]
        #expect(try await PythonTests.validate(events.map(EventEncoding.json)) == ["", ""])
        let text = String(decoding: EventEncoding.json(Self.moment()), as: UTF8.self)
        let wrong = [
            (#""measure":"combine""#, #""measure":"sequence""#),
            (#""condition":1"#, #""condition":0"#),
            (#""windows":2"#, #""windows":0"#),
            (#""median":"1.5""#, #""median":1.5"#),
            (#""over":"4w""#, #""over":"long""#),
        ].map { text.replacingOccurrences(of: $0, with: $1) }
        for answer in try await PythonTests.validate(wrong.map { Array($0.utf8) }) { #expect(answer != "") }
    }

    private static func indicator(
        _ rule: String, _ score: Int, _ measure: String, _ value: String, _ threshold: String, _ unit: String,
        _ purchases: [ExactText], within: String? = nil
    ) -> Indicator {
        Indicator(
            rule: rule, title: nil, score: score, measure: measure, value: Samples.decimal(value),
            threshold: Samples.decimal(threshold), bound: "at_least", unit: unit, within: within, group: [:],
            purchases: purchases, counted: nil)
    }
}
