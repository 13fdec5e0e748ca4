import Purchases
import Screening
import Testing

struct ReviewSessionTests {
    private static let signature = Decision.Signature(by: "ada", at: ReviewExamples.today)

    private func session(_ count: Int = 3, decisions: Decisions = Decisions()) -> ReviewSession {
        let items = (1...count).map { number in
            ReviewState.Item(
                proposal: ReviewExamples.proposal(ReviewExamples.article("\(number)")), status: .new)
        }
        return ReviewSession(
            items: items, decisions: decisions, lists: ReviewExamples.lists, signature: Self.signature)
    }

    /// Types letters; `\n` is Enter.
    @discardableResult private func type(_ text: String, _ session: inout ReviewSession)
        -> ReviewSession.Action
    {
        var action = ReviewSession.Action.show
        for letter in text { action = session.take(letter == "\n" ? .enter : .character(letter)) }
        return action
    }

    @Test func `one key accepts, and is to be saved`() {
        var session = session()
        #expect(type("a", &session) == .save)
        #expect(session.decisions.sorted == [ReviewExamples.decision(product: "1")])
        #expect(session.position == 1)
    }

    @Test func `a rejection asks for a reason, and offers the last one`() {
        var session = session()
        #expect(type("r", &session) == .show)
        #expect(type("\n", &session) == .show)
        #expect(session.decisions.count == 0)
        #expect(type("no salt  in it \n", &session) == .save)
        #expect(type("r\n", &session) == .save)
        #expect(session.decisions.sorted.map(\.reason) == ["no salt in it", "no salt in it"])
        #expect(
            session.decisions.sorted.allSatisfy {
                $0.kind == .reject && $0.netAmount == nil && $0.basis == nil
            })
    }

    @Test func `a correction takes what is named, and leaves the rest as proposed`() {
        var session = session()
        #expect(
            type("cconcentration=12.5 basis=w/v net=0.75 l density=1.04 reason=label says so=12\n", &session)
                == .save)
        let decision = session.decisions.sorted[0]
        #expect(decision.kind == .correct && decision.basis == "w/v" && decision.reason == "label says so=12")
        #expect(decision.concentration == ExactDecimal("12.5") && decision.netAmount == ExactDecimal("0.75"))
        #expect(decision.density == ExactDecimal("1.04"))
        #expect(type("cn=500g u=2027-01-31 c=\n", &session) == .save)
        let second = session.decisions.sorted[1]
        #expect(second.netUnit == "g" && second.netAmount == ExactDecimal(500) && second.concentration == nil)
        #expect(second.until == LocalDay(iso: "2027-01-31"))
    }

    @Test func `another substance rejects the proposed one, and both are taken back together`() {
        var session = session()
        type("csubstance=chalk\n", &session)
        #expect(session.decisions.sorted.map(\.kind) == [.correct, .reject])
        #expect(session.decisions.sorted.map(\.key.substance) == ["chalk", "salt"])
        #expect(session.decisions.sorted.map(\.reason) == ["", "it is chalk"])
        #expect(session.decisions.sorted[0].entry == ReviewExamples.lists.digest(of: "chalk"))
        #expect(type("u", &session) == .save)
        #expect(session.decisions.count == 0 && session.position == 0)
    }

    @Test(arguments: [
        "", "12 %", "net=5", "net=l", "net=0 l", "net=1,000 l", "net=5 pt", "concentration=101", "basis=m/m",
        "substance=sugar", "until=2026-11-26", "until=soon", "net=5 l net=6 l", "x=1", "density=0",
        "concentration=12,5",
    ]) func `a line that says nothing sound stays to be mended`(line: String) {
        var session = session()
        #expect(type("c" + line + "\n", &session) == .show)
        #expect(session.decisions.count == 0 && session.message != nil)
        #expect(session.mode == .correcting(line))
        #expect(session.take(.escape) == .show)
        #expect(session.mode == .choosing)
    }

    @Test func `undo goes back step by step, over what was skipped too`() {
        var before = Decisions()
        let old = ReviewExamples.decision(.reject, product: "2", label: "000000000000")
        before[old.key] = old
        var session = session(decisions: before)
        type("asa", &session)
        #expect(session.decided == 2 && session.skipped == 1 && session.current == nil)
        type("u", &session)
        #expect(session.current?.key.product == "3")
        #expect(type("u", &session) == .show)
        #expect(session.current?.key.product == "2")
        type("a", &session)
        #expect(session.decisions[old.key]?.kind == .accept)
        #expect(type("u", &session) == .save)
        #expect(session.decisions[old.key] == old)
        type("u", &session)
        #expect(session.decisions == before)
        #expect(type("u", &session) == .show)
        #expect(session.message != nil)
    }

    @Test func `what a correction decided by the way is not asked again`() {
        let article = ReviewExamples.article("1")
        let items = ["salt", "chalk"].map {
            ReviewState.Item(proposal: ReviewExamples.proposal(article, substance: $0), status: .new)
        }
        var session = ReviewSession(
            items: items, decisions: Decisions(), lists: ReviewExamples.lists, signature: Self.signature)
        type("csubstance=chalk\n", &session)
        #expect(session.current == nil)
        type("u", &session)
        #expect(session.current?.key.substance == "salt")
    }

    @Test func `it is left at any time, and letters do nothing at the end`() {
        var session = session(1)
        #expect(session.take(.interrupt) == .leave)
        type("r", &session)
        #expect(session.take(.interrupt) == .leave)
        #expect(session.take(.escape) == .show)
        type("a", &session)
        let decisions = session.decisions
        for letter in "acrs\nx" { #expect(type(String(letter), &session) == .show) }
        #expect(session.decisions == decisions)
        #expect(type("q", &session) == .leave)
    }

    @Test func `whatever is typed, the file stays one that can be read`() {
        var generator = SystemRandomNumberGenerator()
        let keys: [ReviewSession.Key] =
            Array("aacrrssuu=12 netl/wbc.%é\u{202E}").map { .character($0) } + [
                .enter, .enter, .enter, .escape, .backspace,
            ]
        for _ in 0..<30 {
            var session = session(8)
            for _ in 0..<300 { _ = session.take(keys.randomElement(using: &generator) ?? .enter) }
            let text = DecisionsFile.text(of: session.decisions)
            #expect(DecisionsFile.read(path: "d", bytes: Array(text.utf8)).decisions == session.decisions)
            #expect(ReviewScreen(session).text.unicodeScalars.allSatisfy { !isHidden($0) })
        }
    }

    @Test func `nothing of an article acts on the terminal`() {
        let article = Article(
            product: "1\u{1B}[2J", name: "Salt \u{1B}]0;x\u{7}\u{202E}evil\u{200B}",
            texts: [ArticleText(field: "a\u{9B}b", text: "x\ny\u{2028}z")], gtin: "\u{8}", price: "\r",
            line: 1, source: "\u{1B}c")
        var proposal = ReviewExamples.proposal(article)
        proposal.notes = ["\u{1B}"]
        var old = ReviewExamples.decision()
        old.reason = "\u{1B}[31m"
        let session = ReviewSession(
            items: [.init(proposal: proposal, status: .reopened(old, [.labelChanged]))],
            decisions: Decisions(),
            lists: ReviewExamples.lists, signature: Self.signature)
        let screen = ReviewScreen(session)
        #expect(
            screen.lines.joined().allSatisfy {
                $0.text.unicodeScalars.allSatisfy { !isHidden($0) && $0 != "\n" }
            })
        #expect(screen.text.contains("open again: the label changed"))
        #expect(screen.text.contains("\\u{202e}evil"))
    }

    private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        let category = scalar.properties.generalCategory
        return scalar != "\n" && (category == .control || category == .format || category == .lineSeparator)
    }
}

struct KeyDecoderTests {
    private func keys(_ bytes: [UInt8], pauses: Bool = true) -> [ReviewSession.Key] {
        var decoder = KeyDecoder()
        var keys = bytes.flatMap { decoder.take($0) }
        if pauses, decoder.isWaiting { keys += decoder.pause() }
        return keys
    }

    @Test func `bytes are keys`() {
        #expect(keys(Array("aé\r\n".utf8)) == [.character("a"), .character("é"), .enter, .enter])
        #expect(keys([0x7F, 0x08, 0x03, 0x04]) == [.backspace, .backspace, .interrupt, .interrupt])
        #expect(keys(Array("حم😀".utf8)) == [.character("ح"), .character("م"), .character("😀")])
    }

    @Test func `arrows and their kin are no keys, and Escape alone is`() {
        #expect(keys(Array("\u{1B}[A\u{1B}OB\u{1B}[1;5Cx".utf8)) == [.character("x")])
        #expect(keys([0x1B]) == [.escape])
        #expect(keys(Array("\u{1B}a".utf8)) == [.escape, .character("a")])
        #expect(keys([0x1B, 0x1B]) == [.escape, .escape])
        #expect(keys(Array("\u{1B}[".utf8)) == [])
    }

    @Test func `what is no UTF-8 is passed over`() {
        #expect(
            keys([0xFF, 0xC3, UInt8(ascii: "a"), 0x80, 0xE2, 0x82, UInt8(ascii: "b")]) == [
                .character("a"), .character("b"),
            ])
    }
}

struct MarkedTextTests {
    private func marked(_ text: String, _ spans: [(Int, Int)], most: Int = 600) -> String {
        let spans = spans.map { TextSpan(field: "name", start: $0.0, end: $0.1, text: "") }
        return MarkedText(field: "name", text: text, spans: spans, most: most).pieces
            .map { $0.isEvidence ? "[\($0.text)]" : $0.text }.joined()
    }

    @Test func `what matched is marked, whatever the spans are`() {
        #expect(marked("H2O2 12%", [(0, 4)]) == "[H2O2] 12%")
        #expect(marked("H2O2 12%", [(5, 8), (0, 2), (1, 4)]) == "[H2O2] [12%]")
        #expect(marked("éa", [(1, 3)]) == "[éa]")
        #expect(marked("abc", [(-5, 1), (2, 99), (3, 1), (7, 9)]) == "[a]b[c]")
        #expect(marked("", [(0, 1)]) == "")
        #expect(marked("a\u{202E}b", [(1, 4)]) == "a[\\u{202e}]b")
    }

    @Test func `of a long text what is around the mark is shown`() {
        let text = String(repeating: "é", count: 500_000) + "H2O2" + String(repeating: "ü", count: 500_000)
        let shown = marked(text, [(1_000_000, 1_000_004)], most: 60)
        #expect(
            shown == "…" + String(repeating: "é", count: 10) + "[H2O2]" + String(repeating: "ü", count: 18)
                + "…")
        #expect(marked(text, [], most: 10) == "ééééé…")
    }
}
