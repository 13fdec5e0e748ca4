import Purchases
import Screening
import Testing

struct ReviewStateTests {
    private func state(
        _ proposals: [Proposal], articles: [Article]? = nil, decisions: [Decision],
        lists: ListedEntries = ReviewExamples.lists, today: LocalDay = ReviewExamples.today
    ) -> ReviewState {
        ReviewState(
            proposals: proposals, articles: articles ?? proposals.map(\.article),
            decisions: Decisions(decisions),
            lists: lists, today: today)
    }

    @Test func `what nobody decided on is new`() {
        let found = state([ReviewExamples.proposal()], decisions: [])
        #expect(found.items.map(\.status) == [.new])
        #expect(found.open.count == 1)
    }

    @Test(arguments: Decision.Kind.allCases) func `a decision holds`(kind: Decision.Kind) {
        let decision = ReviewExamples.decision(kind)
        #expect(
            state([ReviewExamples.proposal()], decisions: [decision]).items.map(\.status) == [
                .decided(decision)
            ])
    }

    @Test func `another label opens it again`() {
        let decision = ReviewExamples.decision()
        let other = ReviewExamples.proposal(ReviewExamples.article(name: "Salt 35 % 5 l"))
        #expect(
            state([other], decisions: [decision]).items.map(\.status) == [
                .reopened(decision, [.labelChanged])
            ])
    }

    @Test func `what the list says of the substance opens it again, and a new version alone does not`() {
        let decision = ReviewExamples.decision()
        var list = ReviewExamples.list
        list.version = "2"
        list.entries[1].limit = ExactDecimal(5)
        #expect(
            state([ReviewExamples.proposal()], decisions: [decision], lists: ListedEntries([list])).open
                .isEmpty)
        list.entries[0].limit = ExactDecimal(10)
        #expect(
            state([ReviewExamples.proposal()], decisions: [decision], lists: ListedEntries([list])).items.map(
                \.status)
                == [.reopened(decision, [.entryChanged])])
    }

    @Test func `the digest does not hang on the order of lists, and counts every one`() {
        let other = SubstanceList(
            id: "other", version: "1", jurisdiction: nil,
            entries: [SubstanceEntry(list: "other", id: "salt", name: "Salt")])
        let digest = ListedEntries([ReviewExamples.list, other]).digest(of: "salt")
        #expect(digest == ListedEntries([other, ReviewExamples.list]).digest(of: "salt"))
        #expect(digest != ReviewExamples.lists.digest(of: "salt"))
        #expect(ReviewExamples.lists.digest(of: "7647-14-5") == ReviewExamples.lists.digest(of: "salt"))
        #expect(ReviewExamples.lists.digest(of: "sugar") == nil)
        #expect(ReviewExamples.lists.laws(on: "salt") == ["law: annex I, limit 12 %"])
        #expect(ReviewExamples.lists.laws(on: "7647-14-5") == ReviewExamples.lists.laws(on: "salt"))
        #expect(ReviewExamples.lists.laws(on: "sugar") == [])
    }

    @Test func `it holds on its last day and not on the next`() throws {
        let day = ReviewExamples.today
        let decision = ReviewExamples.decision(until: day)
        #expect(state([ReviewExamples.proposal()], decisions: [decision]).open.isEmpty)
        let next = LocalDay(daysSinceEpoch: day.daysSinceEpoch + 1)
        #expect(
            state([ReviewExamples.proposal()], decisions: [decision], today: next).items.map(\.status)
                == [.reopened(decision, [.untilPassed(day)])])
    }

    @Test func `decisions on products that are gone are named`() {
        let gone = ReviewExamples.decision(product: "1")
        let found = state([ReviewExamples.proposal()], decisions: [gone, ReviewExamples.decision()])
        #expect(found.gone == [gone])
        #expect(found.open.isEmpty)
    }

    @Test func `what lapsed is asked again even where nothing proposes it any more`() {
        let changed = ReviewExamples.article(name: "Salz")
        let accepted = ReviewExamples.decision(),
            rejected = ReviewExamples.decision(.reject, substance: "chalk")
        let found = state([], articles: [changed], decisions: [accepted, rejected])
        #expect(found.items.map(\.status) == [.reopened(accepted, [.labelChanged])])
        #expect(found.items.first?.proposal.netAmount == ExactDecimal(5))
        #expect(
            state([], articles: [ReviewExamples.article()], decisions: [accepted, rejected]).items.isEmpty)
    }

    @Test func `a product that stands in the master twice is asked about once`() {
        let second = ReviewExamples.article(name: "Salt old label")
        let decision = ReviewExamples.decision(label: second.label)
        let proposals = [ReviewExamples.proposal(), ReviewExamples.proposal(second)]
        #expect(state(proposals, decisions: []).items.count == 1)
        #expect(state(proposals, decisions: [decision]).open.isEmpty)
    }

    @Test func `a product's number is bounded`() {
        let long = ReviewExamples.proposal(ReviewExamples.article(String(repeating: "9", count: 4_001)))
        let found = state([long], decisions: [])
        #expect(found.items.isEmpty && found.tooLong == 1)
    }

    /// Concentration, basis, net amount and unit; and which columns are then missing.
    @Test(
        arguments: [
            ("12", "w/w", "5", "l", []), ("101", "w/w", "5", "l", ["concentration"]),
            ("101", "w/v", "5", "l", []),
            ("3001", "w/v", "5", "l", ["concentration"]), ("-1", "w/w", "5", "l", ["concentration"]),
            ("12", "w/w", "0", "l", ["net_amount"]), ("12", "w/w", "-5", "l", ["net_amount"]),
            ("12", "w/w", "999999999999", "l", ["net_amount"]),
            ("12", "w/w", "0.000001", "mg", ["net_amount"]),
            ("12", "w/w", "5", "pt", ["net_amount"]), ("12", "w/w", nil, "l", ["net_amount"]),
            ("12", "w/w", "5", nil, ["net_amount"]), ("12", "m/m", "5", "l", []), (nil, "w/w", nil, nil, []),
        ] as [(String?, String, String?, String?, [String])])
    func `an amount that no file could hold is left out and said`(
        concentration: String?, basis: String, net: String?, unit: String?, missing: [String]
    ) throws {
        var proposal = ReviewExamples.proposal()
        proposal.concentration = concentration.flatMap { ExactDecimal($0) }
        proposal.basis = basis
        proposal.netAmount = net.flatMap { ExactDecimal($0) }
        proposal.netUnit = unit
        let item = try #require(state([proposal], decisions: []).items.first)
        #expect(item.proposal.missing == missing && item.proposal.notes.count == missing.count)
        let signature = Decision.Signature(by: "ada", at: ReviewExamples.today)
        let decisions = Decisions([.accepting(item.proposal, entry: "0123456789ab", signed: signature)])
        let text = DecisionsFile.text(of: decisions)
        #expect(DecisionsFile.read(path: "d", bytes: Array(text.utf8)).decisions == decisions)
    }

    @Test func `what a law restricts, and what lacks a fact, is asked first`() {
        let proposals = [("1", "chalk", true), ("2", "salt", true), ("3", "chalk", false)].map {
            product, substance, hasNet in
            ReviewExamples.proposal(
                ReviewExamples.article(product, name: "Thing\(product) xyz"), substance: substance,
                net: hasNet ? ExactDecimal(5) : nil)
        }
        var restricted = proposals
        restricted[1].concentration = ExactDecimal(35)
        let items = state(restricted, decisions: []).open
        let ordered = ReviewState.ordered(items, lists: [ReviewExamples.list])
        #expect(ordered.map(\.key.product) == ["2", "3", "1"])
        #expect(ReviewState.ordered(items.reversed(), lists: [ReviewExamples.list]) == ordered)
    }
}
