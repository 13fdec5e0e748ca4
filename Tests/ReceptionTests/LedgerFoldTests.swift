import Purchases
import Reception
import Testing

@Suite struct LedgerFoldTests {
    private func event(
        _ subject: String, _ revision: Int, _ type: AlertEvent.Change = .raised, replaces: [String] = []
    ) -> AlertEvent {
        var event = Samples.buyer()
        event.subject = subject
        event.data.revision = revision
        event.id = "\(subject)-\(revision)"
        event.type = type
        event.data.replaces = replaces
        return event
    }

    @Test func highestRevisionStands() {
        #expect(LedgerFold.fold([event("a", 2, .updated), event("a", 1)]).map(\.id) == ["a-2"])
    }

    @Test func withdrawnStandsNoMore() {
        #expect(
            LedgerFold.fold([event("a", 2, .withdrawn), event("a", 1), event("b", 1)]).map(\.id) == ["b-1"])
        #expect(LedgerFold.fold([event("a", 2, .withdrawn), event("a", 3)]).map(\.id) == ["a-3"])
    }

    @Test func replacedStandsNoMore() {
        #expect(LedgerFold.fold([event("a", 1), event("b", 1, replaces: ["a-1"])]).map(\.id) == ["b-1"])
        #expect(LedgerFold.fold([event("b", 1, replaces: ["a-1"]), event("a", 1)]).map(\.id) == ["b-1"])
    }

    @Test func aComebackIsNotReplaced() {
        #expect(
            LedgerFold.fold([event("a", 1), event("b", 1, replaces: ["a-1"]), event("a", 2)]).map(\.id)
                == ["a-2", "b-1"])
    }

    @Test func onlyKeptEventsReplace() {
        // b-2 no longer names a-1, and a withdrawn event that is kept still replaces.
        #expect(
            LedgerFold.fold([event("a", 1), event("b", 1, replaces: ["a-1"]), event("b", 2)]).map(\.id)
                == ["a-1", "b-2"])
        #expect(
            LedgerFold.fold([event("a", 1), event("b", 1, .withdrawn, replaces: ["a-1"])]).isEmpty)
    }

    @Test func anyOrderGivesTheSameLedger() {
        let events = [
            event("a", 1), event("a", 2, .updated), event("b", 1, replaces: ["a-2"]), event("c", 1),
            event("c", 2, .withdrawn), event("d", 1),
        ]
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            let shuffled = (events + events).shuffled(using: &generator)
            #expect(LedgerFold.fold(shuffled).map(\.id) == ["b-1", "d-1"])
        }
    }
}
