import Journal
import Purchases
import Testing

/// Times that are refused once, and corrections that the journal has the last word about.
@Suite struct RefusalTests {
    let window = AcceptanceWindow(maxSkew: TimeSpan(seconds: 60), maxAge: TimeSpan(seconds: 120))

    private func commit(
        _ journal: Journal, _ lines: [ArrivedLine], at minutes: Int = 0, window: AcceptanceWindow? = nil
    ) throws -> CommitResult {
        let input = BatchInput(arrived: lines, recorded: time(minutes), window: window)
        return try journal.commit(batch: input) { _ in [] }
    }

    @Test func boundsAreAccepted() {
        #expect(window.reason(time(1), arrived: time(0)) == nil)
        #expect(window.reason(time(-2), arrived: time(0)) == nil)
        let microsecond = TimeSpan(microseconds: 1)
        #expect(window.reason(time(1) + microsecond, arrived: time(0)) == .tooFarAhead)
        #expect(window.reason(time(-2), arrived: time(0) + microsecond) == .tooOld)
        #expect(window.reason(.distantPast, arrived: time(0)) == .tooOld)
    }

    @Test func aRefusalIsDecidedOnce() throws {
        let journal = try Journal.open(path: nil)
        let line = arrived(sampleLine(minutes: 5))
        #expect(try commit(journal, [line], window: window).quarantined.map(\.reason) == [.tooFarAhead])
        // Later it would be accepted, and by `scan` at any time.
        #expect(try commit(journal, [line], at: 5, window: window).journalled == 0)
        #expect(try commit(journal, [line], at: 5).quarantined.map(\.reason) == [.tooFarAhead])
        let refused = try journal.refused()
        #expect(refused.map(\.line) == [line.line])
        #expect(refused[0].accepted == nil && refused[0].arrived == time(0))
        #expect(try journal.quarantined().count == 1)
    }

    @Test func anOperatorAccepts() throws {
        let journal = try Journal.open(path: nil)
        let line = arrived(sampleLine(minutes: -5))
        _ = try commit(journal, [line], window: window)
        let id = try #require(try journal.refused().first?.id)
        #expect(try journal.acceptedByHand().isEmpty)
        #expect(try journal.accept(refused: [id, id + 1], at: time(9)) == [id])
        #expect(try journal.accept(refused: [id], at: time(10)) == [id])
        #expect(try journal.refused().map(\.accepted) == [time(9)])
        let accepted = try journal.acceptedByHand()
        #expect(accepted == [line])
        #expect(try commit(journal, accepted, at: 11).journalled == 1)
        #expect(try journal.refused().isEmpty)
        // Whatever comes again is a duplicate from then on.
        #expect(try commit(journal, [line], at: 12, window: window).duplicates == 1)
        #expect(try journal.keptLines.map(\.line) == [line.line])
    }

    @Test func whatTheFilterLetThroughNeedsAJournalledKey() throws {
        let journal = try Journal.open(path: nil)
        var correction = arrived(sampleLine(product: "other", quantity: ExactDecimal(2)))
        correction.isCorrection = true
        correction.needsJournalledKey = true
        #expect(try commit(journal, [correction]).screened == 1)
        _ = try commit(journal, [arrived(sampleLine())])
        let result = try commit(journal, [correction])
        #expect(result.corrections == 1 && result.screened == 0)
        // Its product is not watched from then on.
        #expect(try journal.products() == ["p1"])
        var keys: [LineKey] = []
        try journal.keys(chunk: 1) { keys += $0 }
        #expect(keys.count == 2 && Set(keys).count == 1)
    }
}
