import Catalogue
import Documents
import Purchases
import Rules
import Testing

/// What `rules check` doubts, and what it must not.
struct DoubtsTests {
    private static let head = """
        tillwatch: 1
        pack: {id: test, version: 2026.10}
        lists: [list.yaml]
        levels: {notice: 30}

        """

    /// `CODE line:column` of every doubt about a pack that compiles.
    private func doubts(
        _ text: String, catalogue: ProductCatalogue? = nil, feed: FeedFacts? = nil
    ) throws -> [String] {
        let files = PackFiles(
            path: "p.yaml", bytes: Array(text.utf8), lists: ["list.yaml": Array(PackSource.list.utf8)])
        let (pack, found) = PackReader.compile(files)
        #expect(found.filter { $0.severity == .error }.map { $0.rendered(color: false) } == [])
        let told = PackDoubts.of(try #require(pack), files, catalogue: catalogue, feed: feed)
        for diagnostic in told {
            #expect(diagnostic.severity == .warning)
            #expect(diagnostic.help?.isEmpty == false)
        }
        return told.map { "\($0.code) \($0.line):\($0.column)" }
    }

    private func rule(_ lines: [String]) -> String {
        Self.head + "rules:\n  - id: one\n    score: 30\n" + lines.map { "    \($0)\n" }.joined()
    }

    /// `»` marks where the doubt stands. The list has salt (annex I, limit 12 %) and chalk (annex II, no limit).
    @Test(arguments: [
        ["»where: {annex: II, above_limit: true}"],
        ["»where: {substance: salt, annex: II}"],
        ["»where: {substance: salt, above_limit: true, concentration: {at_most: 12 %}}"],
        ["»where: {substance: salt, above_limit: false, concentration: {above: 12 %}}"],
        ["»where: {substance: salt, not: {list: test-list}}"],
        ["»where: {and: [{substance: salt}, {substance: chalk}]}"],
        ["»where: {and: [{cas: 7647-14-5}, {not: {substance: salt}}]}"],
        ["»where: {and: [{store: S1}, {store: [S2, S3]}]}"],
        ["»where: {and: [{store: {prefix: DE}}, {store: {prefix: AT}}]}"],
        ["»where: {store: S1, not: {store: {prefix: S}}}"],
        ["»where: {and: [{quantity: {above: 3}}, {quantity: {at_most: 3}}]}"],
        ["»where: {hour: {at_least: 24}}"],
        ["»where: {quantity: {below: 0.5}, not: {quantity: {at_most: 2}}}"],
        ["»where: {missing: store}"],
        ["»where: {missing: tender, tender: cash}"],
        ["»where: {kind: return}"],
        ["»where: {amount: {above: 5 EUR}, currency: GBP}"],
        ["where: {currency: GBP}", "»measure: sum amount", "at_least: 5 EUR"],
        ["where: {substance: salt}", "»measure: count receipts", "at_least: 2"],
        ["where: {substance: salt}", "»measure: distinct store", "above: 1"],
        ["where: {substance: salt}", "within: 7d", "»measure: distinct substance", "at_least: 2"],
        ["where: {list: test-list}", "within: 7d", "»measure: distinct substance", "at_least: 3"],
        ["where: {store: [A, B]}", "within: 7d", "»measure: distinct store", "at_least: 3"],
        [
            "where: {substance: salt}", "within: 7d", "by: [buyer, store]", "»measure: distinct store",
            "at_least: 2",
        ],
        ["where: {substance: salt}", "within: 7d", "each: store", "»measure: distinct store", "at_least: 2"],
        ["where: {substance: salt}", "within: 7d", "»measure: distinct weekday", "at_least: 8"],
        [
            "»by: [buyer, receipt]",
            "sequence: [{where: {substance: salt}}, {where: {substance: chalk}, within: 1d}]",
        ],
        ["sequence: [{where: {substance: salt}}, {»where: {substance: chalk, annex: I}, within: 1d}]"],
        [
            "where: {annex: II}",
            "absent: {after: {»where: {substance: salt}}, where: {annex: II}, within: 1d}",
        ],
    ])
    func `a rule that can never hold is doubted`(lines: [String]) throws {
        let marked = PackSource.marked(rule(lines))
        // Its level is then out of reach, too.
        #expect(try doubts(marked.text) == ["W003 4:10", "W001 \(marked.place)"])
    }

    @Test func `a combination is doubted by its conditions`() throws {
        let marked = PackSource.marked(
            rule(["combine: {at_least: 1, of: [»{where: {kind: void}}, {where: {substance: salt}}]}"]))
        #expect(try doubts(marked.text) == ["W001 \(marked.place)"])
        let none = rule(["combine: {at_least: 2, of: [{where: {kind: void}}, {where: {substance: salt}}]}"])
        #expect(try doubts(none) == ["W003 4:10", "W001 8:15", "W001 8:33"])
    }

    /// Legal, sensible, and near to what is doubted.
    @Test(arguments: [
        ["where: {annex: I, above_limit: true}"], ["where: {annex: I, above_limit: false}"],
        ["where: {substance: salt, above_limit: true, concentration: {at_most: 13 %}}"],
        ["where: {not: {annex: II}}"], ["where: {not: {and: [{store: S1}, {store: S2}]}, substance: salt}"],
        ["where: {or: [{and: [{store: S1}, {store: S2}]}, {substance: salt}]}"],
        ["where: {and: [{store: {prefix: D}}, {store: {prefix: DE}}]}"],
        ["where: {store: {prefix: D}, not: {store: {prefix: DE}}}"],
        ["where: {hour: {at_least: 23}}"], ["where: {not: {hour: {between: [6, 22]}}}"],
        ["where: {missing: tender, substance: salt}"], ["where: {not: {missing: tender}}"],
        ["where: {missing: concentration}"], ["where: {kind: sale, substance: salt}"],
        ["where: {substance: salt}", "within: 7d", "measure: distinct store", "at_least: 2"],
        ["where: {list: test-list}", "within: 7d", "measure: distinct substance", "at_least: 2"],
        ["where: {list: test-list}", "measure: sum mass", "at_least: 1 kg"],
        ["where: {list: test-list}", "unless: {licence: valid}"],
        ["where: {list: test-list}", "by: loyalty"],
        ["where: {list: test-list}", "measure: distinct loyalty"],
        ["where: {list: test-list}", "each: tender"],
        ["where: {list: test-list, receipt.mass: {at_least: 8 kg, below: 10 kg}}"],
        ["where: {list: test-list}", "within: 7d", "usual: {of: store, over: 12w, at_least: 6x}"],
        ["sequence: [{where: {substance: salt}}, {where: {substance: chalk}, within: 1d}]"],
        ["absent: {after: {where: {substance: salt}}, where: {substance: chalk}, within: 1d}"],
        ["where: {list: test-list}", "within: 7d", "at_least: 2"],
        ["where: {amount: {above: 5 EUR}, currency: [GBP, EUR]}"],
    ])
    func `a rule that makes sense is not doubted`(lines: [String]) throws {
        #expect(try doubts(rule(lines)) == [])
    }

    @Test(arguments: [
        ["»where: {list: test-list}"], ["»where: {or: [{annex: I}, {annex: II}]}"],
        ["»where: {substance: [salt, chalk]}", "within: 7d"], ["»where: {not: {missing: store}}"],
        ["»where: {weekday: [1, 2, 3, 4, 5, 6, 7]}"], ["»where: {hour: {at_least: 0}}"],
        ["»where: {list: test-list}", "each: substance"],
        ["»where: {quantity: {above: 0}}", "measure: distinct product"],
        ["»by: [buyer, receipt]", "absent: {after: {where: {annex: I}}, where: {annex: I}, within: 1d}"],
    ])
    func `a rule that always holds is doubted`(lines: [String]) throws {
        let marked = PackSource.marked(rule(lines))
        #expect(try doubts(marked.text) == ["W002 \(marked.place)"])
    }

    /// Scores of the rules, and the levels of 30, 60 and 100 that they leave out of reach.
    @Test(arguments: [
        ([30, 60, 100], []), ([100], ["notice", "review"]), ([25, 25], ["review", "report"]),
        ([25], ["notice", "review", "report"]),
        ([50, 50], ["review"]), ([60, 60, 60], ["notice"]), ([1, 29, 70], []),
    ])
    func `levels out of reach are doubted`(scores: [Int], unreachable: [String]) throws {
        let rules = scores.enumerated().map { index, score in
            "  - {id: r\(index), where: {substance: salt, store: S\(index)}, score: \(score)}\n"
        }
        let text =
            Self.head.replacing("{notice: 30}", with: "{notice: 30, review: 60, report: 100}") + "rules:\n"
            + rules.joined()
        let columns = ["notice": 10, "review": 22, "report": 34]
        #expect(try doubts(text) == unreachable.map { "W003 4:\(columns[$0] ?? 0)" })
    }

    @Test(arguments: [
        ("each: substance, score: 25, cap: 50", ["W003 4:22", "W003 4:34"]),
        ("each: substance, score: 25, cap: 60", ["W003 4:34"]),
        // The cap is then the highest level.
        ("each: substance, score: 25", []), ("each: substance, score: 1", []),
        ("by: store, score: 100", ["W003 4:10", "W003 4:22"]),
    ])
    func `what each value adds is counted up to the cap`(keys: String, found: [String]) throws {
        let text =
            Self.head.replacing("{notice: 30}", with: "{notice: 30, review: 60, report: 100}")
            + "rules:\n  - {id: one, where: {substance: salt}, \(keys)}\n"
        #expect(try doubts(text) == found)
    }

    @Test func `what is scored apart does not add up`() throws {
        let text =
            Self.head.replacing("{notice: 30}", with: "{notice: 30, review: 60}") + """
                rules:
                  - {id: a, where: {substance: salt}, score: 30}
                  - {id: b, where: {substance: salt}, score: 30, by: store}

                """
        #expect(try doubts(text) == ["W003 4:22"])
    }

    @Test func `rules that ask the same are doubted, whatever their names, scores and order`() throws {
        let text =
            Self.head + """
                rules:
                  - {id: a, where: {and: [{store: [S1, S2]}, {substance: salt}]}, within: 7d, score: 30}
                  - {id: b, where: {substance: salt, store: [S2, S1]}, within: 7d, score: 10, title: Other}
                  - {id: c, where: {substance: salt, store: [S2, S1]}, within: 8d, score: 10}
                  - {id: d, where: {substance: salt, store: [S2, S1]}, within: 7d, at_least: 2, score: 10}
                  - {id: e, where: {substance: salt, store: [S2, S1]}, within: 7d, returns: ignore, score: 10}

                """
        #expect(try doubts(text) == ["W007 7:10"])
    }

    private static func product(
        _ concentration: Int, _ basis: ProductRow.Basis, mass: Int? = nil, volume: Int? = nil
    ) -> ProductRow {
        ProductRow(
            substance: "7647-14-5", concentration: ExactDecimal(concentration), basis: basis,
            netMass: mass.map { ExactDecimal($0) }, netVolume: volume.map { ExactDecimal($0) })
    }

    /// One product has 20 % of 500 g, the smaller one 10 % of 300 ml. The share of the latter is unknown: a rule that asks
    /// for more than 15 % may mean it, as far as the checker sees.
    @Test(arguments: [
        ("measure: sum mass, at_least: 30 g", true), ("measure: sum mass, above: 30 g", false),
        ("measure: sum mass, at_least: 31 g", false),
        ("where: {substance: salt, product: large}, measure: sum mass, at_least: 100 g", true),
        ("where: {substance: salt, product: large}, measure: sum mass, at_least: 101 g", false),
        ("where: {substance: salt, concentration: {above: 15 %}}, measure: sum mass, at_least: 100 g", false),
        ("where: {substance: chalk}, measure: sum mass, at_least: 1 g", false),
        ("measure: sum units, at_least: 1", true),
        ("measure: sum units, at_least: 2", false), ("measure: sum volume, at_least: 300 ml", true),
        ("measure: count purchases", false),
    ])
    func `a threshold below one pack is doubted`(keys: String, isDoubted: Bool) throws {
        let catalogue = ProductCatalogue(
            rows: [
                "large": [Self.product(20, .byWeight, mass: 500)],
                "small": [Self.product(10, .weightByVolume, volume: 300)],
            ], version: "1")
        let condition = keys.contains("where") ? "" : "where: {substance: salt}, "
        let text = Self.head + "rules:\n  - {id: one, \(condition)\(keys), within: 7d, score: 30}\n"
        let found = try doubts(text, catalogue: catalogue)
        #expect(found.map { String($0.prefix(4)) } == (isDoubted ? ["W004"] : []))
        #expect(try doubts(text) == [])
    }

    @Test func `exceptions that a feed cannot show are doubted`() throws {
        let marked = PackSource.marked(
            rule(["where: {substance: salt}", "unless: {licence: valid, »professional: valid}"]))
        let feed = FeedFacts(file: "f.yaml", numbers: [.licence], expiries: [.licence])
        #expect(try doubts(marked.text, feed: feed) == ["W006 \(marked.place)"])
        var both = feed
        both.numbers = [.licence, .professional]
        #expect(try doubts(marked.text, feed: both) == ["W005 \(marked.place)"])
        both.expiries = [.licence, .professional]
        #expect(try doubts(marked.text, feed: both) == [])
    }

    @Test func `definitions that nothing names are doubted`() throws {
        let text =
            rule(["where: used"])
            + "define: {used: {and: [inner]}, inner: {substance: salt}, unused: {substance: chalk}}\n"
        let marked = PackSource.marked(text.replacing(", unused", with: ", »unused"))
        #expect(try doubts(marked.text) == ["W008 \(marked.place)"])
    }

    @Test func `the largest packs are looked through`() throws {
        var text = Self.head.replacing("{notice: 30}", with: "{notice: 1, report: 1000000}") + "rules:\n"
        for index in 0..<300 {
            let parts = (0..<12).map { "{or: [{store: A\($0)}, {store: B\($0)}]}" }.joined(separator: ", ")
            text += "  - {id: r\(index), where: {and: [\(parts)]}, each: store, score: \(index % 7 + 1)}\n"
        }
        _ = try doubts(text)
    }
}
