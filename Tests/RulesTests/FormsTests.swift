import Documents
import Purchases
import Rules
import Testing

/// Combinations, sequences, absences, usual and totals: what they compile to, and what is refused where.
struct FormsTests {
    private static let salt = Condition.equals(.substance, ["salt"])
    private static let chalk = Condition.equals(.substance, ["chalk"])

    private func rule(_ lines: [String]) throws -> Rule {
        let text = PackSource.head + "rules:\n  - id: one\n" + lines.map { "    \($0)\n" }.joined()
        let (pack, diagnostics) = PackSource.compile(text)
        #expect(diagnostics.map { $0.rendered(color: false) } == [])
        return try #require(pack?.rules.first)
    }

    @Test func `a combination holds its conditions, each with measure, bound and window`() throws {
        let rule = try rule([
            "score: 5", "by: [buyer, store]",
            "combine: {at_least: 2, of: [{where: {substance: salt}, measure: sum mass, at_least: 2 kg, within: 7d},"
                + " {where: {substance: chalk}}, {where: {store: S1}, measure: distinct till, above: 1, within: calendar_day}]}",
        ])
        let expected = Form.combine(
            atLeast: 2,
            of: [
                Criterion(
                    condition: Self.salt, measure: .sumMass,
                    threshold: Threshold(value: ExactDecimal(2_000), bound: .atLeast),
                    window: .span(TimeSpan(seconds: 7 * 86_400)), windowText: "7d"),
                Criterion(condition: Self.chalk),
                Criterion(
                    condition: .equals(.store, ["S1"]), measure: .distinct(.till),
                    threshold: Threshold(value: ExactDecimal(1), bound: .above), window: .calendarDay,
                    windowText: "calendar_day"),
            ])
        #expect(rule.form == expected)
        #expect(rule.condition == .always)
        #expect(rule.window == .receipt && rule.windowText == nil)
        #expect(rule.partition == [.store])
    }

    @Test func `a sequence holds its steps, and the rule's own condition beside them`() throws {
        let rule = try rule([
            "where: {list: test-list}", "score: 5", "returns: ignore", "voids: ignore",
            "sequence: [{where: {substance: salt}}, {where: {substance: chalk}, within: 2w}]",
        ])
        #expect(
            rule.form
                == .sequence([
                    Step(condition: Self.salt),
                    Step(
                        condition: Self.chalk, within: TimeSpan(seconds: 14 * 86_400), withinText: "2w"),
                ]))
        #expect(rule.condition == .entry(EntryCondition(lists: ["test-list"])))
        #expect(rule.ignoresReturns && rule.ignoresVoids)
    }

    @Test func `an absence holds what awaits, what is awaited and by when`() throws {
        let rule = try rule([
            "score: 5", "absent: {after: {where: {substance: salt}}, where: {substance: chalk}, within: 48h}",
        ])
        #expect(
            rule.form
                == .absent(
                    Absence(
                        after: Self.salt, awaited: Self.chalk, within: TimeSpan(seconds: 48 * 3_600),
                        withinText: "48h")))
    }

    /// `of` sets the subject, and the bound of a sum may be left out.
    @Test(arguments: [
        ("usual: {of: store, over: 12w, at_least: 6x}", Rule.Subject.store, Threshold.Bound.atLeast, 3),
        ("usual: {of: product, over: 12w, above: 6x, min_windows: 4}", .product, .above, 4),
        ("usual: {of: buyer, over: 12w, at_least: 6x}", .buyer, .atLeast, 3),
    ])
    func `usual stands beside a measure`(
        line: String, subject: Rule.Subject, bound: Threshold.Bound, windows: Int
    ) throws {
        let rule = try rule([
            "where: {list: test-list}", "score: 5", "within: 7d", "measure: sum mass", line,
        ])
        #expect(rule.subject == subject)
        #expect(
            rule.usual
                == Usual(
                    over: TimeSpan(seconds: 12 * 604_800), overText: "12w",
                    times: Threshold(value: ExactDecimal(6), bound: bound), minWindows: windows))
        #expect(rule.threshold == Threshold(value: .zero, bound: .above))
    }

    @Test func `a count beside usual is at least one, and by may say the subject too`() throws {
        let rule = try rule([
            "where: {list: test-list}", "score: 5", "within: 7d", "by: [store, product]",
            "usual: {of: product, over: 30d, at_least: 1.5x}",
        ])
        #expect(rule.subject == .storeAndProduct)
        #expect(rule.threshold == Threshold(value: ExactDecimal(1), bound: .atLeast))
        #expect(rule.usual?.times.value == ExactDecimal(millionths: 1_500_000))
    }

    @Test func `a total adds up what the rest of its mapping matches`() throws {
        let rule = try rule([
            "where: {list: test-list, store: [S1], receipt.mass: {at_least: 8 kg, below: 10 kg}, receipt.amount: {above: 5 EUR}}",
            "score: 5", "measure: count receipts", "at_least: 3", "within: 30d",
        ])
        let entry = Condition.entry(EntryCondition(lists: ["test-list"]))
        let store = Condition.equals(.store, ["S1"])
        let rest = Condition.all([entry, store])
        let mass = NumberRange(
            lower: .init(ExactDecimal(8_000), inclusive: true),
            upper: .init(ExactDecimal(10_000), inclusive: false))
        let amount = NumberRange(lower: .init(ExactDecimal(5), inclusive: false))
        #expect(
            rule.condition
                == .all([
                    entry, store, .total(ReceiptTotal(field: .mass, range: mass, rest: rest)),
                    .total(ReceiptTotal(field: .amount, currency: "EUR", range: amount, rest: rest)),
                ]))
    }

    @Test func `a total alone adds up the whole receipt`() throws {
        let rule = try rule(["where: {receipt.quantity: {at_least: 4}}", "score: 5"])
        let range = NumberRange(lower: .init(ExactDecimal(4), inclusive: true))
        #expect(rule.condition == .total(ReceiptTotal(field: .quantity, range: range)))
    }

    @Test func `texts are asked by their beginnings`() throws {
        let rule = try rule([
            "where: {store: {prefix: [\"DE-\", AT]}, purpose: {prefix: garden}}", "score: 5",
        ])
        #expect(
            rule.condition == .all([.prefix(.store, ["DE-", "AT"]), .prefix(.named("purpose"), ["garden"])]))
    }

    @Test func `a pack says who may see it, and that it is signed`() {
        func pack(_ head: String) -> Pack? {
            PackSource.compile(
                PackSource.rule("where: {list: test-list}", "score: 10").replacing(
                    "version: 2026.10", with: "version: 2026.10, \(head)")
            ).pack
        }
        let named = pack("confidential: {endpoints: [police, customs]}, signature: required")
        #expect(named?.confidentiality == Confidentiality(endpoints: ["police", "customs"]))
        #expect(named?.requiresSignature == true)
        #expect(pack("confidential: {}")?.confidentiality == Confidentiality())
        #expect(pack("owner: me")?.confidentiality == nil)
        #expect(pack("owner: me")?.requiresSignature == false)
    }

    /// Rules that are wrong in one place, which `»` marks.
    @Test(arguments: [
        ("P027", ["combine: {at_least: 1, of: [{where: a}, {where: a}]}", "»measure: sum mass"]),
        ("P027", ["combine: {at_least: 1, of: [{where: a}, {where: a}]}", "»at_least: 2"]),
        ("P027", ["sequence: [{where: a}, {where: a, within: 7d}]", "»within: 7d"]),
        (
            "P027",
            [
                "sequence: [{where: a}, {where: a, within: 7d}]",
                "»absent: {after: {where: a}, where: a, within: 1d}",
            ]
        ),
        ("P028", ["combine: {at_least: 1, of: »[]}"]), ("P028", ["sequence: »[{where: a}]"]),
        (
            "P028",
            [
                "sequence: [{where: a}, " + String(repeating: "{where: a, within: 7d}, ", count: 7)
                    + "»{where: a, within: 7d}]"
            ]
        ),
        ("D021", ["combine: »{of: [{where: a}, {where: a}]}"]),
        ("D025", ["combine: {at_least: »3, of: [{where: a}, {where: a}]}"]),
        ("D021", ["combine: {at_least: 1, of: [»{measure: count receipts}, {where: a}]}"]),
        ("D020", ["combine: {at_least: 1, of: [{where: a, »whithin: 7d}, {where: a}]}"]),
        ("P018", ["combine: {at_least: 1, of: [{where: a, »below: 7}, {where: a}]}"]),
        ("D026", ["combine: {at_least: 1, of: [{where: a, measure: sum mass, at_least: »7 l}, {where: a}]}"]),
        ("P029", ["sequence: [{where: a, »within: 1d}, {where: a, within: 7d}]"]),
        ("D021", ["sequence: [{where: a}, »{where: a}]"]),
        ("D028", ["sequence: [{where: a}, {where: a, within: »calendar_day}]"]),
        ("D021", ["absent: »{where: a, within: 1d}"]),
        ("D021", ["absent: »{after: {where: a}, within: 1d}"]),
        ("D021", ["absent: »{after: {where: a}, where: a}"]),
        ("D022", ["absent: {after: »a, where: a, within: 1d}"]),
        ("P030", ["where: a", "»usual: {of: store, over: 12w, at_least: 6x}"]),
        (
            "P030", ["where: a", "within: 7d", "usual: {of: »store, over: 12w, at_least: 6x}", "by: buyer"]
        ),
        (
            "P030", ["where: a", "within: 7d", "usual: {of: »store, over: 12w, at_least: 6x}", "by: product"]
        ),
        ("P031", ["where: a", "within: 7d", "usual: {of: store, over: »2w, at_least: 6x}"]),
        ("P031", ["where: a", "within: 1s", "usual: {of: store, over: »2w, at_least: 6x}"]),
        ("D026", ["where: a", "within: 7d", "usual: {of: store, over: 12w, at_least: »6}"]),
        ("D025", ["where: a", "within: 7d", "usual: {of: store, over: 12w, at_least: »0.5x}"]),
        ("D021", ["where: a", "within: 7d", "usual: »{of: store, over: 12w}"]),
        ("D027", ["where: a", "within: 7d", "usual: {of: »till, over: 12w, at_least: 6x}"]),
        (
            "P017",
            [
                "where: a", "within: 7d", "»measure: sum amount",
                "usual: {of: store, over: 12w, at_least: 6x}",
            ]
        ),
        ("P032", ["where: {»receipt.weight: {above: 1 kg}}"]),
        ("P032", ["where: a", "measure: »distinct receipt.mass"]),
        ("P032", ["where: {or: [{receipt.mass: {above: 1 kg}}], »receipt.quantity: {above: 1}}"]),
        ("P015", ["where: {»receipt.mass: {between: [3 kg, 2 kg]}}"]),
        ("D026", ["where: {receipt.mass: {at_least: »8 l}}"]),
        ("P011", ["where: {list: test-list, »within: 7d}"]),
        ("P012", ["where: {store: »{prefix: S, file: f}}"]),
        ("P012", ["where: {substance: {»prefix: s}}"]),
        ("P033", ["where: {product: {file: »nowhere.txt}}"]),
        ("D023", ["where: {product: {file: »empty.txt}}"]),
        ("D027", ["where: a", "returns: »ignored"]),
    ])
    func `a rule that is wrong in one place says so there`(code: String, lines: [String]) {
        let marked =
            PackSource.head + "rules:\n  - id: one\n    score: 1\n" + lines.map { "    \($0)\n" }.joined()
            + "define: {a: {list: test-list}}\n"
        let place = PackSource.marked(marked)
        let found = PackSource.compile(place.text, values: ["empty.txt": "# nothing\n"]).diagnostics
        #expect(found.map { "\($0.code) \($0.line):\($0.column)" } == ["\(code) \(place.place)"])
    }

    @Test func `what is wrong in a file of values is told there`() {
        let text = PackSource.rule("where: {cas: {file: numbers.txt}}", "score: 1")
        let found = PackSource.compile(text, values: ["numbers.txt": "7647-14-5\n  7647-14-6\n"]).diagnostics
        #expect(
            found.map { "\($0.file) \($0.code) \($0.line):\($0.column)" } == ["packs/numbers.txt L002 2:3"])
        let bytes = PackFiles(
            path: "p.yaml", bytes: Array(text.utf8), lists: ["list.yaml": Array(PackSource.list.utf8)],
            values: ["numbers.txt": [0x31, 0x0A, 0xFF]])
        #expect(
            PackReader.compile(bytes).diagnostics.map { "\($0.code) \($0.line):\($0.column)" } == ["D003 2:1"]
        )
    }

    @Test(arguments: [
        ("confidential: »true", "D022"), ("confidential: {»endpoint: [a]}", "D020"),
        ("confidential: {endpoints: [»a b]}", "D030"), ("signature: »wanted", "D027"),
    ])
    func `a head that is wrong in one place says so there`(head: String, code: String) {
        let place = PackSource.marked(
            PackSource.rule("where: {list: test-list}", "score: 10").replacing(
                "version: 2026.10", with: "version: 2026.10, \(head)"))
        #expect(PackSource.found(place.text) == ["\(code) \(place.place)"])
    }
}
