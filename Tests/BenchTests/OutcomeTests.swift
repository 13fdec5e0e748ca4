import Bench
import Testing

struct OutcomeTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private static let purchases = """
          - name: over time
            purchases: |
              time              store  buyer  product  quantity
              2026-12-01 10:00  S1     A      salt     1
              2026-12-20 10:00  S2     A      sugar    0.5

        """

    @Test func `a test passes when exactly the expected alerts stand`() throws {
        let suite = try folder.suite(
            tests: Self.purchases + """
                    alerts: [{at: 2026-12-20 10:00, level: notice, buyer: A, score: 30, rules: {much: 1 kg}}]
                    holds: [{at: 2026-12-20T10:00:00Z, buyer: A, rules: [much]}]
                    never: [review]
                """)
        #expect(suite.found == [])
        #expect(suite.count == 1 && suite.failed == 0)
    }

    @Test func `expected and found stand side by side`() throws {
        let suite = try folder.suite(
            tests: Self.purchases + """
                    alerts: [{at: 2026-12-20 10:00, level: review, buyer: A, rules: {much: 2 kg}}]
                """)
        #expect(
            suite.text == [
                "", "t:15: over time: an alert is not as expected",
                "           expected          found",
                "    at     2026-12-20 10:00  2026-12-20 10:00",
                "  ≠ level  review            notice",
                "    buyer  A                 A",
                "  ≠ much   2 kg              1 kg",
            ])
    }

    @Test func `an alert too many fails, and one that is missing says how near it was`() throws {
        let suite = try folder.suite(
            tests: Self.purchases + """
                  - name: too little
                    purchases: |
                      time              buyer  product  quantity
                      2026-12-01 10:00  A      sugar    0.9
                    alerts: [{at: 2026-12-01 10:00, level: notice, buyer: A, rules: [much]}]
                """)
        #expect(suite.failed == 2)
        let text = suite.text
        #expect(text.contains("t:10: over time: an alert stands that is not expected"))
        #expect(text.contains("t:19: too little: an expected alert does not stand"))
        #expect(text.contains("    nearest miss: much 900 g of at least 1 kg (90 %) at 2026-12-01 10:00"))
    }

    @Test func `what must not come fails where it comes`() throws {
        let suite = try folder.suite(
            tests: Self.purchases + """
                    alerts: [{at: 2026-12-20 10:00, level: notice}]
                    never: [much, notice]
                """)
        #expect(suite.text.contains("t:16: over time: the rule `much` holds, and must not"))
        #expect(suite.text.contains("t:16: over time: the level `notice` is reached, and must not be"))
    }

    @Test func `a rule is seen where it holds without an alert`() throws {
        let rules = Folder.much.replacing("score: 30", with: "score: 10")
        let holds = "    holds: [{at: 2026-12-20 10:00, buyer: A, rules: {much: 1 kg}}]\n"
        #expect(try folder.suite(rules: rules, tests: Self.purchases + holds).failed == 0)
        let earlier = holds.replacing("12-20", with: "12-01")
        let failed = try folder.suite(rules: rules, tests: Self.purchases + earlier)
        #expect(failed.found == [] && failed.failed == 1)
        #expect(
            failed.text.contains("    nearest miss: much 500 g of at least 1 kg (50 %) at 2026-12-01 10:00"))
    }

    /// The file's zone decides what day and which moment it is; the clocks went back at 03:00 on 25 October.
    @Test func `times are of the file's time zone`() throws {
        let test =
            Folder.head + """
                timezone: Europe/Berlin
                tests:
                  - name: the hour that occurs twice is its first occurrence
                    purchases: |
                      time              buyer  product  quantity
                      2026-10-25 02:30  A      sugar    1
                    alerts: [{at: 2026-10-25 00:30Z, level: notice}]
                """
        #expect(try folder.suite(test).failed == 0)
    }

    @Test func `rows of one time, store and buyer are one receipt, and voids and returns name theirs`() throws
    {
        let rules = """
              - {id: lines, where: {list: test-list}, measure: count purchases, at_least: 2, score: 30}

            """
        let suite = try folder.suite(
            rules: rules,
            tests: """
                  - name: one receipt
                    purchases: |
                      | time             | buyer | product |
                      |------------------|-------|---------|
                      | 2026-12-01 10:00 | A     | salt    |
                      | 2026-12-01 10:00 | A     | sugar   |
                      | 11:00            | -     | salt    |
                      | 11:00            | -     | salt    |
                    alerts: [{at: 2026-12-01 10:00, level: notice, rules: {lines: 2}}]
                  - name: a voided line is none
                    purchases: |
                      time              receipt  line  kind  product  refers
                      2026-12-01 10:00  1        1     sale  salt     -
                      2026-12-01 10:00  1        2     sale  sugar    -
                      2026-12-01 10:05  1        3     void  -        1/2
                    alerts: []
                """)
        #expect(suite.found == [])
        #expect(suite.text == [])
    }
}
