import Documents
import Foundation
import Purchases
import Screening
import TestSupport
import Testing

struct SheetTests {
    private static let hostile = [
        "<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "<!--<script>",
        "=cmd|' /C calc'!A0",
        "\u{202E}abc\u{2028}\u{0}\u{7}", "a\"b\\c'd&e", "]]>", "\u{1F600}\u{E0001}",
    ]

    private static let page: String = {
        let items = hostile.map { name in
            ReviewState.Item(
                proposal: ReviewExamples.proposal(ReviewExamples.article(name, name: name)), status: .new)
        }
        return ReviewSheet(items: items, lists: [ReviewExamples.list], today: ReviewExamples.today).page
    }()

    @Test func `names end no element, and the page's source hides nothing`() throws {
        let page = Self.page
        #expect(page.ranges(of: "<script").count == 2 && page.ranges(of: "</script>").count == 2)
        #expect(!page.contains("<img") && !page.contains("<!--"))
        #expect(
            page.unicodeScalars.allSatisfy {
                let category = $0.properties.generalCategory
                return $0 == "\n"
                    || (category != .control && category != .format && category != .lineSeparator)
            })
        #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("url("))
        #expect(!page.contains("innerHTML") && !page.contains("eval(") && !page.contains("document.write"))
    }

    @Test(.enabled(if: Python.isThere)) func `the policy lets nothing run but the page's own script`() throws
    {
        let told = try Python.run(
            """
            import base64, hashlib, re, sys
            page = open(sys.argv[1], encoding="utf-8", newline="").read()
            digest = lambda text: "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
            script, style = (re.findall(f"<{tag}>(.*?)</{tag}>", page, re.S) for tag in ("script", "style"))
            assert len(script) == len(style) == 1
            policies = re.findall('<meta http-equiv="Content-Security-Policy" content="(.*?)">', page)
            assert policies == [f"default-src 'none'; script-src {digest(script[0])}; style-src {digest(style[0])}; "
                                "base-uri 'none'; form-action 'none'"], policies
            """, input: Self.page)
        #expect(told == "")
    }

    @Test(.enabled(if: Python.isThere)) func `another reader gets the names back`() throws {
        let told = try Python.run(
            """
            import json, re, sys
            page = open(sys.argv[1], encoding="utf-8", newline="").read()
            data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S).group(1))
            print(json.dumps([item["product"] for item in data["items"]]))
            """, input: Self.page)
        #expect(try JSONDecoder().decode([String].self, from: Data(told.utf8)) == Self.hostile)
    }

    // MARK: What a sheet gives back

    private func json(_ decisions: [Decision], change: (inout [String: String]) -> Void = { _ in }) throws
        -> [UInt8]
    {
        let rows = decisions.map { decision in
            var values = decision.written
            change(&values)
            return values
        }
        let whole: [String: Any] = [
            "tillwatch": "decisions", "version": "1", "sheet": "x", "decisions": rows,
        ]
        return [UInt8](
            try JSONSerialization.data(withJSONObject: whole, options: [.prettyPrinted, .sortedKeys]))
    }

    private func outcome(
        _ decisions: [Decision], into file: Decisions = Decisions(), articles: [Article],
        lists: ListedEntries = ReviewExamples.lists
    ) throws -> SheetDecisions.Outcome {
        let (sheet, diagnostics) = SheetDecisions.read(path: "d.json", bytes: try json(decisions))
        #expect(diagnostics == [])
        let read = try #require(sheet)
        return read.merged(
            into: file, labels: ArticleLabels(articles, of: read.products), lists: lists,
            today: ReviewExamples.today)
    }

    @Test func `decisions come back as they were`() throws {
        var decisions = Self.hostile.filter { !$0.contains("\u{2028}") }.map { name in
            ReviewExamples.decision(product: name, label: ReviewExamples.article(name, name: name).label)
        }
        decisions[0] = ReviewExamples.decision(
            .reject, product: Self.hostile[0], label: ReviewExamples.article("", name: Self.hostile[0]).label)
        decisions[1].density = ExactDecimal("1.04")
        decisions[1].until = LocalDay(iso: "2027-01-01")
        let articles = Self.hostile.map { ReviewExamples.article($0, name: $0) }
        let found = try outcome(decisions, articles: articles)
        #expect(found.decisions == Decisions(decisions))
        #expect(found.taken == decisions.count && found.refused == [])
        let again = try outcome(decisions, into: found.decisions, articles: articles)
        #expect(again.known == decisions.count && again.taken == 0 && again.decisions == found.decisions)
    }

    @Test func `what was decided of another label, another list or a product that is gone is refused`() throws
    {
        var other = ReviewExamples.decision(product: "2")
        other.entry = "0123456789ab"
        let decisions = [
            ReviewExamples.decision(product: "1", label: "0123456789ab"), other,
            ReviewExamples.decision(product: "3"),
            ReviewExamples.decision(product: "4"),
        ]
        let found = try outcome(decisions, articles: ["1", "2", "4"].map { ReviewExamples.article($0) })
        #expect(found.decisions == Decisions([decisions[3]]))
        #expect(found.refused.map(\.code) == ["R021", "R022", "R023"])
        #expect(found.refused.allSatisfy { $0.severity == .warning && $0.line > 1 && $0.help != nil })
        #expect(found.refusedCount == 3)
    }

    @Test func `a later decision of the file stays`() throws {
        var later = ReviewExamples.decision(.reject)
        later.at = LocalDay(daysSinceEpoch: later.at.daysSinceEpoch + 1)
        let file = Decisions([later])
        let found = try outcome([ReviewExamples.decision()], into: file, articles: [ReviewExamples.article()])
        #expect(found.decisions == file && found.refused.map(\.code) == ["R024"])
        let earlier = Decisions([ReviewExamples.decision(.reject)])
        let taken = try outcome(
            [ReviewExamples.decision()], into: earlier, articles: [ReviewExamples.article()])
        #expect(taken.decisions.sorted.map(\.kind) == [.accept])
    }

    @Test func `everything wrong with a file is told at its place`() {
        let text = """
            {"tillwatch": "decisions", "version": "2", "decisions": [
             {"product": "1", "substance": "salt", "decision": "maybe", "label": "x", "entry": "0123456789ab",
              "by": "ada", "at": "today"},
             {"product": "1"},
             {"product": ["1"], "colour": "red"}
            ]}
            """
        let (sheet, diagnostics) = SheetDecisions.read(path: "d.json", bytes: Array(text.utf8))
        #expect(sheet == nil)
        #expect(
            places(diagnostics).prefix(6) == [
                "D027 1:39", "D027 2:52", "R008 2:70", "D029 3:22", "R006 4:2", "R006 4:2",
            ])
        #expect(places(diagnostics).suffix(2) == ["D022 5:14", "D020 5:21"])
    }

    @Test(arguments: [
        ("", "R020 1:1"), ("[1", "R020 1:3"), ("{\"a\":1,\"a\":2}", "R020 1:8"), ("[01]", "R020 1:2"),
        ("[\"a]", "R020 1:2"),
        ("[\"\\x\"]", "R020 1:3"), ("[\"\\ud800\"]", "R020 1:3"), ("[1]x", "R020 1:4"),
        ("[\n\n  tru]", "R020 3:3"),
        ("[\"a\nb\"]", "R020 1:4"), (String(repeating: "[", count: 100_000), "R020 1:17"),
        ("{\"é\":é}", "R020 1:6"),
    ]) func `what is no JSON is told at its place`(text: String, place: String) {
        #expect(places(SheetDecisions.read(path: "d", bytes: Array(text.utf8)).diagnostics) == [place])
    }

    @Test func `JSON reads as another reader does`() throws {
        let text = #"{"a": ["x\u00e9\ud83d\ude00\n\/\\\"", "حمض", true, -1.5e3, null, {}, []], "": "\u202e"}"#
        let findings = Findings(SourceText(file: "d", bytes: Array(text.utf8)))
        let root = try #require(LocatedJSON.read(findings))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let list = try #require(object["a"] as? [Any])
        guard case .sequence(let nodes)? = root.entries?.first?.value.kind else {
            Issue.record("no list")
            return
        }
        #expect(nodes.count == list.count)
        #expect(nodes[0].scalar == list[0] as? String && nodes[1].scalar == list[1] as? String)
        #expect(nodes[2].scalar == "true" && nodes[3].scalar == "-1.5e3" && nodes[4].scalar == "")
        #expect(root.entries?.last?.value.scalar == object[""] as? String)
    }

    @Test func `no bytes end in anything but a result`() throws {
        let whole = try json([
            ReviewExamples.decision(), ReviewExamples.decision(.reject, product: "\u{202E}"),
        ])
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
                    in: .min ... .max, using: &generator)
            }
            let (sheet, diagnostics) = SheetDecisions.read(path: "d", bytes: bytes)
            #expect((sheet == nil) == diagnostics.contains { $0.severity == .error })
        }
    }
}
