import Journal
import Purchases
import Testing

/// Follows subjects over commits, as the journal does, without one.
struct Follower {
    var states: [String: SubjectState] = [:]
    var standing: [String: StandingAlert] = [:]
    var events: [AlertEvent] = []

    mutating func commit(_ changes: [LedgerChange]) throws -> [AlertEvent] {
        let amended = try Amendments.events(
            for: changes, known: { states[$0] }, levelRank: { try rank($0, $1) }, installation: "inst",
            recorded: recorded)
        for state in amended.states { states[state.subject] = state }
        for subject in amended.fallen { standing[subject] = nil }
        for alert in amended.standing { standing[alert.subject] = alert }
        events += amended.events
        return amended.events
    }
}

struct UnknownLevel: Error {}

func rank(_ pack: PackReference, _ level: String) throws -> Int {
    guard let rank = samplePack.levels.firstIndex(of: level) else { throw UnknownLevel() }
    return rank
}

/// What a recipient keeps (1.2), written apart from the program.
func folded(_ events: [AlertEvent]) -> [String: AlertEvent] {
    var kept: [String: AlertEvent] = [:]
    for event in events where event.data.revision > kept[event.subject]?.data.revision ?? 0 {
        kept[event.subject] = event
    }
    let replaced = Set(kept.values.flatMap(\.data.replaces))
    return kept.filter { $0.value.type != .withdrawn && !replaced.contains($0.value.id) }
}

@Suite struct AmendmentsTests {
    @Test func firstEventIsRaisedWithoutReason() throws {
        var follower = Follower()
        let events = try follower.commit([change(nil, sampleAlert("s"))])
        let event = try #require(events.first)
        #expect(events.count == 1)
        #expect(event.type == .raised)
        #expect(event.id == "s-1")
        #expect(event.source == "urn:tillwatch:inst")
        #expect(event.time == noon)
        #expect(event.recordedtime == recorded)
        #expect(event.data.reason == nil)
        #expect(event.data.cause == nil)
        #expect(event.data.replaces.isEmpty)
    }

    @Test func contentThatChangedIsUpdated() throws {
        let before = sampleAlert("s")
        var afters = [
            sampleAlert("s", minutes: 1), sampleAlert("s", score: 31), sampleAlert("s", buyer: "b2"),
            sampleAlert("s", purchases: [samplePurchase("a", quantity: 2)]),
            // Canonically equivalent, other bytes.
            sampleAlert("s", purchases: [samplePurchase("a", description: "e\u{301}")]),
        ]
        var indicator = before
        indicator.data.indicators[0].value = ExactDecimal(5)
        var covered = before
        covered.data.covered = ["feed/7/2/99/1"]
        afters += [indicator, covered]
        for after in afters {
            var follower = Follower()
            var first = before
            first.data.purchases[0].description =
                after.data.purchases[0].description == nil ? nil : "\u{E9}"
            _ = try follower.commit([change(nil, first)])
            let events = try follower.commit([change(first, after, .correction)])
            #expect(events.map(\.type) == [.updated])
            #expect(events.map(\.id) == ["s-2"])
            #expect(events.first?.data.reason == .correction)
            #expect(events.first?.data.cause == "feed/7/2/100/1")
        }
    }

    @Test func contentThatIsNotSentChangesTheLedgerOnly() throws {
        let before = sampleAlert("s")
        var after = sampleAlert("s", follows: "t")
        after.data.buyer?.tokens = [Token(kind: "card", value: "x")]
        after.data.buyer?.links = ["feed/7/2/100"]
        after.data.catalogue.version = "c2"
        after.data.timezones.version = "2026b"
        after.data.lists[0].version = "2"
        var follower = Follower()
        _ = try follower.commit([change(nil, before)])
        #expect(try follower.commit([change(before, after)]).isEmpty)
        #expect(follower.standing["s"]?.data.follows == "t")
        #expect(follower.standing["s"]?.data.revision == 1)
    }

    @Test func higherLevelIsRaisedAgainAndLowerIsUpdated() throws {
        let notice = sampleAlert("s")
        let report = sampleAlert("s", level: "report", score: 100)
        let review = sampleAlert("s", level: "review", score: 60)
        var follower = Follower()
        _ = try follower.commit([change(nil, notice)])
        let raised = try follower.commit([change(notice, report)])
        #expect(raised.map(\.type) == [.raised])
        #expect(raised.first?.data.reason == .late)
        #expect(try follower.commit([change(report, review)]).map(\.type) == [.updated])
        #expect(follower.events.map(\.id) == ["s-1", "s-2", "s-3"])
    }

    @Test func withdrawnHasItsLastContentAndComesBackAsANewEvent() throws {
        let alert = sampleAlert("s", level: "review", score: 60)
        var follower = Follower()
        _ = try follower.commit([change(nil, alert)])
        let withdrawn = try #require(try follower.commit([change(alert, nil, .void)]).first)
        #expect(withdrawn.type == .withdrawn)
        #expect(withdrawn.data.purchases == alert.data.purchases)
        #expect(withdrawn.data.level == "review")
        #expect(withdrawn.time == alert.time)
        #expect(withdrawn.data.reason == .void)
        #expect(withdrawn.data.cause == "feed/7/2/100/1")
        #expect(follower.standing.isEmpty)
        let back = try #require(try follower.commit([change(nil, alert, .correction)]).first)
        #expect(back.type == .raised)
        #expect(back.id == "s-3")
        #expect(back.data.reason == .correction)
    }

    /// The example of 5.4: a late line makes 2 May score 70, which takes over 3 May.
    @Test func anAlertThatSharesAPurchaseTakesOver() throws {
        let first = sampleAlert("m1", minutes: 0)
        let third = sampleAlert(
            "m3", minutes: 2, level: "review", score: 70,
            purchases: [samplePurchase("a"), samplePurchase("c")])
        let second = sampleAlert("m2", minutes: 1, level: "review", score: 70)
        var follower = Follower()
        _ = try follower.commit([change(nil, first), change(nil, third)])
        let events = try follower.commit([change(nil, second), change(third, nil)])
        #expect(events.map(\.id) == ["m2-1"])
        #expect(events.map(\.type) == [.updated])
        #expect(events.first?.data.replaces == ["m3-1"])
        #expect(events.first?.data.reason == .late)
        #expect(Set(folded(follower.events).keys) == ["m1", "m2"])
        // Named for ever, also when it is withdrawn itself.
        let withdrawn = try follower.commit([change(second, nil)])
        #expect(withdrawn.map(\.data.replaces) == [["m3-1"]])
        #expect(Set(folded(follower.events).keys) == ["m1"])
    }

    @Test func aTakerAboveAllLevelsIsRaised() throws {
        let taken = sampleAlert("t", minutes: 1)
        let taker = sampleAlert("s", level: "review", score: 60)
        var follower = Follower()
        _ = try follower.commit([change(nil, taken)])
        let events = try follower.commit([change(taken, nil), change(nil, taker)])
        #expect(events.map(\.type) == [.raised])
        #expect(events.first?.data.replaces == ["t-1"])
        #expect(events.first?.data.reason == nil)
    }

    @Test func anAlertThatWasRaisedTakesOverToo() throws {
        let taken = sampleAlert("t", level: "report", score: 100)
        let taker = sampleAlert("s")
        let raised = sampleAlert("s", level: "review", score: 60)
        var follower = Follower()
        _ = try follower.commit([change(nil, taken), change(nil, taker)])
        let events = try follower.commit([change(taken, nil), change(taker, raised)])
        #expect(events.map(\.id) == ["s-2"])
        #expect(events.map(\.type) == [.updated], "its level rose, but not above that of the one taken over")
        #expect(events.first?.data.replaces == ["t-1"])
    }

    @Test func whatOnlyChangedTakesNothingOver() throws {
        let gone = sampleAlert("t")
        let before = sampleAlert("s")
        let after = sampleAlert("s", score: 31)
        var follower = Follower()
        _ = try follower.commit([change(nil, gone), change(nil, before)])
        let events = try follower.commit([change(gone, nil), change(before, after)])
        #expect(events.map(\.type) == [.updated, .withdrawn])
        #expect(events.flatMap(\.data.replaces).isEmpty)
    }

    @Test func theEarliestTakerGoesFirst() throws {
        let gone = sampleAlert("g", purchases: [samplePurchase("a"), samplePurchase("b")])
        let late = sampleAlert("a-late", minutes: 9, purchases: [samplePurchase("a")])
        let early = sampleAlert("z-early", minutes: 3, purchases: [samplePurchase("b")])
        let tied = sampleAlert("y-early", minutes: 3, purchases: [samplePurchase("a")])
        var follower = Follower()
        _ = try follower.commit([change(nil, gone)])
        let events = try follower.commit([
            change(nil, late), change(nil, early), change(gone, nil), change(nil, tied),
        ])
        #expect(events.map(\.subject) == ["y-early", "z-early", "a-late"])
        #expect(events.map(\.data.replaces) == [["g-1"], [], []])
        #expect(events.map(\.type) == [.updated, .raised, .raised])
    }

    @Test func onlyLikeIsTakenOver() throws {
        let gone = sampleAlert("g")
        let unlike = [
            sampleAlert("s", purchases: [samplePurchase("other")]),
            sampleAlert("s", buyer: nil, store: "7"),
            sampleAlert("s", pack: "another"),
        ]
        for alert in unlike {
            var follower = Follower()
            _ = try follower.commit([change(nil, gone)])
            let events = try follower.commit([change(gone, nil), change(nil, alert)])
            #expect(Set(events.map(\.type)) == [.raised, .withdrawn])
            #expect(events.flatMap(\.data.replaces).isEmpty)
        }
    }

    @Test func takersGatherWhatTheyTook() throws {
        let first = sampleAlert("a")
        let second = sampleAlert("b")
        var follower = Follower()
        _ = try follower.commit([change(nil, first)])
        _ = try follower.commit([change(first, nil), change(nil, second)])
        let back = try follower.commit([change(second, nil), change(nil, first)])
        #expect(back.map(\.id) == ["a-2"])
        #expect(back.first?.data.replaces == ["b-1"])
        let again = try follower.commit([change(first, nil), change(nil, second)])
        #expect(again.map(\.id) == ["b-2"])
        #expect(again.first?.data.replaces == ["a-1", "a-2"])
        #expect(Set(folded(follower.events).keys) == ["b"])
    }

    @Test func anUnknownLevelIsAnError() throws {
        var follower = Follower()
        #expect(throws: UnknownLevel.self) {
            try follower.commit([change(nil, sampleAlert("s", level: "none"))])
        }
    }
}
