import Documents
import Foundation
import Pipeline
import Purchases
import Rules
import Testing

/// Who gets what: a pure function of the event, the routes, and who had the alert before.
struct RoutingTests {
    private static let levels = ["notice", "review", "report"]

    private func event(
        _ type: AlertEvent.Change = .raised, level: String = "review", pack: String = "eu",
        jurisdiction: String? = "EU", stores: [ExactText] = ["S1"], about: ExactText? = nil,
        change: (inout SubstanceRecord, inout PurchaseRecord) -> Void = { _, _ in }
    ) -> AlertEvent {
        let time = EventTime(microseconds: 1_700_000_000_000_000)
        let purchases = stores.map { store in
            var substance = SubstanceRecord(
                id: "salt", name: "Salt", cas: "7647-14-5", list: "made-up",
                concentration: Measured(ExactDecimal(12), "% w/w"), mass: Measured(ExactDecimal(900), "g"),
                volume: nil, restricted: true, assumedDensity: false)
            var purchase = PurchaseRecord(
                key: ExactText("shop/\(store)/1/1/1"), time: time, moment: time, store: store, till: "1",
                receipt: "1", line: "1", product: "4001", description: "Fine salt",
                quantity: ExactDecimal(3), returned: .zero, amount: ExactDecimal(7), currency: "EUR",
                tender: nil, substances: [])
            change(&substance, &purchase)
            purchase.substances = [substance]
            return purchase
        }
        return AlertEvent(
            installation: "i", type: type, subject: "s", time: time, recordedtime: time,
            data: AlertData(
                revision: 1, level: level, score: 60,
                pack: PackReference(id: pack, version: "1", jurisdiction: jurisdiction), lists: [],
                catalogue: VersionReference(version: "c"), timezones: VersionReference(version: "t"),
                buyer: about == nil ? BuyerReference(key: "b", tokens: [], links: []) : nil,
                about: about.map { AboutReference(store: $0, product: nil) }, indicators: [],
                purchases: purchases))
    }

    /// What one endpoint gets, as a configuration says it.
    private func route(_ gets: String) throws -> Route {
        let secret = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try Data("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n".utf8).write(to: URL(fileURLWithPath: secret))
        defer { try? FileManager.default.removeItem(atPath: secret) }
        let text = """
            packs: [p]
            catalogue: c
            feed: f
            source: "-"
            journal: j
            endpoints:
              a: {url: "https://example.org/", secret_file: \(secret), \(gets)}
            """
        let (config, found) = RunConfigReader.read(path: "t.yaml", bytes: Array(text.utf8))
        #expect(found.filter { $0.severity == .error } == [], "\(gets)")
        return try #require(config?.endpoints.first?.route.route)
    }

    private func gets(_ gets: String, _ event: AlertEvent) throws -> Bool {
        let routing = EndpointRouting(routes: [try route("gets: \(gets)")], feeds: [])
        return routing.endpoints(for: event, levels: Self.levels, had: []) == ["a"]
    }

    @Test func everyCriterionMustHold() throws {
        #expect(try gets("{packs: [eu, us]}", event()))
        #expect(try !gets("{packs: us}", event()))
        #expect(try gets("{levels: review}", event()))
        #expect(try gets("{levels: review}", event(level: "report")))
        #expect(try !gets("{levels: review}", event(level: "notice")))
        #expect(try gets("{levels: {us: report}}", event()), "no level is asked of another pack")
        #expect(try !gets("{levels: {eu: report}}", event()))
        #expect(try gets("{levels: unheard}", event()), "better too much than too little")
        #expect(try gets("{jurisdictions: [EU]}", event()))
        #expect(try !gets("{jurisdictions: [DE]}", event()))
        #expect(try !gets("{jurisdictions: [EU]}", event(jurisdiction: nil)))
        #expect(try gets("{stores: [S9, S2]}", event(stores: ["S1", "S2"])))
        #expect(try !gets("{stores: S3}", event(stores: ["S1", "S2"])))
        #expect(try gets("{stores: S3}", event(stores: [], about: "S3")))
        #expect(try !gets("{packs: eu, levels: report}", event()))
    }

    @Test(arguments: [
        ("{list: made-up}", true), ("{list: other}", false), ("{substance: salt}", true),
        ("{substance: 7647-14-5}", true), ("{cas: 7647-14-5, list: made-up, above_limit: true}", true),
        ("{above_limit: false}", false), ("{concentration: {at_least: 12 %}}", true),
        ("{concentration: {above: 12 %}}", false), ("{mass: {at_least: 0.9 kg}}", true),
        ("{volume: {at_least: 1 ml}}", false), ("{not: {volume: {at_least: 1 ml}}}", false),
        ("{missing: volume}", true), ("{missing: tender}", true), ("{product: [4001, 4002]}", true),
        ("{description: {prefix: Fine}}", true), ("{description: {prefix: fine}}", false),
        ("{tender: cash}", false), ("{not: {tender: cash}}", false),
        ("{or: [{tender: cash}, {store: S1}]}", true), ("{and: [{store: S1}, {tender: cash}]}", false),
        ("{quantity: {between: [2, 3]}}", true), ("{amount: {at_least: 7 EUR}}", true),
        ("{amount: {at_least: 7 USD}}", false), ("{currency: EUR, till: 1, receipt: 1}", true),
    ])
    func conditionsAreAskedOfWhatIsShown(condition: String, expected: Bool) throws {
        #expect(try gets("{where: \(condition)}", event()) == expected)
        // One purchase is enough, and it must match by itself.
        #expect(
            try gets("{where: {and: [\(condition), {store: S2}]}}", event(stores: ["S1", "S2"]))
                == (expected && !condition.contains("S1")))
    }

    @Test(arguments: [
        ("{weekday: sun}", "weekday"), ("{annex: I}", "annex"), ("{purpose: hobby}", "purpose"),
        ("{not: {missing: hour}}", "hour"), ("{list: x, receipt.mass: {at_least: 1 kg}}", "receipt.mass"),
    ])
    func whatAlertsDoNotShowIsRefused(condition: String, field: String) {
        let text = """
            packs: [p]
            catalogue: c
            feed: f
            source: "-"
            journal: j
            endpoints:
              a: {url: "https://example.org/", secret_file: none, gets: {where: \(condition)}}
            """
        let found = RunConfigReader.read(path: "t.yaml", bytes: Array(text.utf8)).diagnostics
        let refused = found.filter { $0.code == "G016" }
        #expect(refused.count == 1)
        #expect(refused.first?.message.contains(quoted(field)) == true)
        #expect(refused.first?.line == 7)
    }

    @Test func aFallbackGetsWhatNobodyElseGets() throws {
        var fallback = Route(endpoint: "rest")
        fallback.isFallback = true
        var high = Route(endpoint: "high")
        high.levels = .all("report")
        let routing = EndpointRouting(routes: [high, fallback], feeds: ["rest"])
        func who(_ event: AlertEvent, had: Set<String> = []) -> [String] {
            routing.endpoints(for: event, levels: Self.levels, had: had)
        }
        #expect(who(event(level: "report")) == ["high"])
        #expect(who(event(level: "notice")) == ["rest"])
        // Whoever had it goes on having it, and is somebody.
        #expect(who(event(.updated, level: "notice"), had: ["high"]) == ["high"])
        #expect(who(event(.raised, level: "report"), had: ["rest"]) == ["high", "rest"])
        // Who never had it need not hear that it is gone.
        #expect(who(event(.withdrawn, level: "report")) == [])
        #expect(who(event(.withdrawn, level: "report"), had: ["rest"]) == ["rest"])
        #expect(routing.feedEndpoints == ["rest"])
        #expect(
            routing.decisions(on: event(level: "notice"), levels: Self.levels, had: []).map(\.reason) == [
                "level notice is below report", "a fallback: nobody else gets it",
            ])
    }

    @Test func routesNameWhatPacksHave() throws {
        let packs = [
            Pack(
                id: "eu", version: "1", lists: [], levels: [Level(name: "report", threshold: 9)], rules: [],
                digest: "")
        ]
        func missing(_ gets: String) throws -> [String] {
            NamedRoute(try route("gets: \(gets)")).namesMissing(in: packs).map(\.message)
        }
        #expect(try missing("{packs: eu, levels: report}") == [])
        #expect(try missing("{packs: [eu, ue]}") == ["there is no pack \(quoted("ue"))"])
        #expect(try missing("{levels: high}") == ["the pack \(quoted("eu")) has no level \(quoted("high"))"])
        #expect(
            try missing("{levels: {eu: high, us: report}}") == [
                "there is no pack \(quoted("us"))", "the pack \(quoted("eu")) has no level \(quoted("high"))",
            ])
    }
}
