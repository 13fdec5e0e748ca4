import Bench
import Documents
import Testing

struct MutationTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private static let exact = """
          - name: exactly, and just not
            purchases: |
              time              buyer  product  quantity
              2026-12-01 10:00  A      sugar    1
              2026-12-01 10:00  B      sugar    0.999
            alerts: [{at: 2026-12-01 10:00, level: notice, buyer: A, score: 30, rules: {much: 1 kg}}]

        """
    private static let window = """
          - name: a window of thirty days
            purchases: |
              time              buyer  product  quantity
              2026-12-01 10:00  A      sugar    0.5
              2026-12-30 11:00  A      sugar    0.5
              2026-12-01 10:00  B      sugar    0.5
              2026-12-31 10:00  B      sugar    0.5
            alerts: [{at: 2026-12-30 11:00, level: notice, buyer: A, score: 30, rules: {much: 1 kg}}]

        """

    private func survivors(_ suite: TestSuite) throws -> MutationRun.Result {
        try suite.mutation(of: #require(suite.packs.first)).run()
    }

    @Test func `what no test notices is alive, by name`() throws {
        let one = try survivors(folder.suite(tests: Self.exact))
        let names = one.unexcused.map(\.name)
        // Both sides of the threshold are told; nothing is told of the window, nor of the level that nobody reaches.
        #expect(!names.contains { $0.hasPrefix("much at_least") || $0.hasPrefix("much score") })
        for name in [
            "much within +1d", "much within -1d", "much within dropped", "level review +", "quiet x2",
        ] {
            #expect(names.contains(name))
        }
        let both = try survivors(folder.suite(tests: Self.exact + Self.window)).unexcused.map(\.name)
        #expect(!both.contains { $0.hasPrefix("much within") })
    }

    @Test func `an excuse takes a survivor out, and one for nothing is told`() throws {
        let excuses = """
            alive:
              - {mutant: "quiet *", because: one burst only}
              - {mutant: "much at_least +", because: it is noticed}
            """
        let suite = try folder.suite(tests: Self.exact, after: excuses)
        let result = try survivors(suite)
        #expect(!result.unexcused.contains { $0.name.hasPrefix("quiet") })
        #expect(result.survivors.contains { $0.excuse?.reason == "one burst only" })
        #expect(suite.idleExcuses(result.idle).map { "\($0.code) \($0.line)" } == ["T012 18"])
    }

    /// The names are what excuses are written with: they stay as they are.
    @Test func `changes have names that say what is changed`() throws {
        let rules = """
              - id: r
                by: [buyer, store]
                within: calendar_day
                where:
                  or:
                    - {list: test-list, annex: I, above_limit: true, tender: [cash, card]}
                    - {not: {missing: tender}, quantity: {at_least: 4, below: 6}, substance: salt}
                unless: {licence: valid}
                each: substance
                measure: count receipts
                at_least: 3
                score: 20
                cap: 40

            """
        let suite = try folder.suite(
            rules: rules, tests: "  - {name: n, purchases: \"time  product\\n2026-12-01 10:00  salt\"}\n")
        let names = try Mutant.all(of: #require(suite.packs.first)).map(\.name).filter { $0.hasPrefix("r ") }
        #expect(
            names.map { String($0.dropFirst(2)) } == [
                "at_least +", "at_least -", "at_least x2", "within -> 24h", "within dropped",
                "measure -> count purchases", "where negated", "where or.1 dropped", "where or.1 negated",
                "where or.1 above_limit dropped", "where or.1 above_limit negated",
                "where or.1 annex dropped",
                "where or.1 above_limit -> false", "where or.1 tender dropped", "where or.1 tender negated",
                "where or.1 tender=cash dropped", "where or.1 tender=card dropped", "where or.2 dropped",
                "where or.2 negated", "where or.2 and.1 dropped", "where or.2 and.1 negated",
                "where or.2 and.1 not dropped", "where or.2 quantity dropped", "where or.2 quantity negated",
                "where or.2 quantity at_least +", "where or.2 quantity at_least -",
                "where or.2 quantity at_least dropped", "where or.2 quantity below +",
                "where or.2 quantity below -", "where or.2 quantity below dropped",
                "where or.2 substance=salt dropped", "where or.2 substance=salt negated", "score +1",
                "score -1",
                "score x2", "score /2", "cap +1", "cap -1", "cap dropped", "unless licence dropped",
                "by store dropped", "each dropped",
            ])
    }

    @Test func `coverage says what no test exercises`() throws {
        let rules = Folder.much.replacing("score", with: "unless: {licence: valid}\n    score")
        let missing = try folder.suite(rules: rules, tests: Self.window).coverage().flatMap(\.missing)
        #expect(
            missing == [
                "level `review`: no alert reaches it",
                "exception `licence` of `much`: it excuses nothing in any test",
            ])
        let licensed = """
              - name: a licence
                purchases: |
                  time              buyer  product  quantity  licence  until
                  2026-12-01 10:00  A      sugar    1         L1       2026-12-31

            """
        let whole = try folder.suite(rules: rules, tests: Self.window + licensed).coverage()
        #expect(whole.flatMap(\.missing) == ["level `review`: no alert reaches it"])
        let none = try folder.suite(rules: rules, tests: licensed).coverage().flatMap(\.missing)
        #expect(none.contains("rule `much`: no test expects it to hold"))
        #expect(none.contains("threshold of `much`: no test stays below it"))
    }
}
