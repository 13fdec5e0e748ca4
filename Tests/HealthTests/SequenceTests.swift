import Health
import Purchases
import Testing

/// Numbers of one till's receipts, one a minute.
struct SequenceTests {
    private static let begin: Int64 = 1_767_571_200
    private var health: FeedHealth
    private var clock = SequenceTests.begin

    init() {
        var settings = HealthSettings()
        settings.receipts = 50
        settings.gap = TimeSpan(seconds: 600)
        health = FeedHealth(settings: settings, now: EventTime(microseconds: clock * 1_000_000))
    }

    /// Sends receipts; one that stands behind another is a minute later.
    private mutating func send(_ numbers: [Int], prefix: String = "", day: String? = nil) -> [HealthChange] {
        var changes: [HealthChange] = []
        for number in numbers {
            clock += 60
            changes += send(number, at: clock, prefix: prefix, day: day)
        }
        return changes
    }

    private mutating func send(_ number: Int, at second: Int64, prefix: String = "", day: String? = nil)
        -> [HealthChange]
    {
        var sights = FeedSights()
        sights.note(
            LineSight(
                store: "S", till: "T", receipt: ExactText("\(prefix)\(number)"),
                time: EventTime(microseconds: second * 1_000_000), day: day.map { ExactText($0) }))
        return health.take(sights, from: "shop", now: EventTime(microseconds: clock * 1_000_000))
    }

    private mutating func wait(minutes: Int64) -> [HealthChange] {
        clock += minutes * 60
        return health.tick(EventTime(microseconds: clock * 1_000_000))
    }

    private func opened(_ changes: [HealthChange]) -> [String] {
        changes.compactMap { if case .opened(let finding) = $0 { finding.detail } else { nil } }
    }

    private func closed(_ changes: [HealthChange]) -> [HealthFinding.Ending] {
        changes.compactMap { if case .closed(_, let ending, _) = $0 { ending } else { nil } }
    }

    @Test mutating func aGapIsToldInTimeAndClosedWhenItIsFilled() {
        #expect(send(Array(1...100)) == [])
        let hole = clock
        #expect(send([104]) == [])
        #expect(wait(minutes: 9) == [])
        #expect(opened(wait(minutes: 3)) == ["3 numbers are missing: 101 to 103"])
        #expect(wait(minutes: 60) == [])
        #expect(send(102, at: hole + 20) == [])
        #expect(send(101, at: hole + 10) == [])
        #expect(closed(send(103, at: hole + 30)) == [.over])
    }

    @Test mutating func aGapThatIsFilledInTimeIsNone() {
        #expect(send(Array(1...100)) == [])
        let hole = clock
        #expect(send([103]) == [])
        #expect(send(101, at: hole + 10) == [])
        #expect(send(102, at: hole + 20) == [])
        #expect(wait(minutes: 60) == [])
    }

    @Test mutating func restartsAndWrapsAreNoGaps() {
        #expect(send(Array(1...100)) == [])
        #expect(send(Array(1...60)) == [])
        // The counter has four digits.
        #expect(send(Array(9_900...9_999) + Array(0...30)) == [])
        #expect(wait(minutes: 60) == [])
        // A late receipt of the first run fills nothing of the last one, and begins none.
        #expect(send(20, at: Self.begin + 20 * 60) == [])
        #expect(send([31, 32]) == [])
        #expect(wait(minutes: 60) == [])
    }

    @Test mutating func aNewDayMayBeginAboveHalfOfTheOld() {
        #expect(send(Array(1...80), day: "2026-01-05") == [])
        #expect(send(Array(60...90), day: "2026-01-06") == [])
        #expect(wait(minutes: 60) == [])
        #expect(send([92], day: "2026-01-06") == [])
        #expect(opened(wait(minutes: 60)) == ["1 number is missing: 91"])
    }

    @Test mutating func seriesAreCountedEachForItself() {
        for number in 1...100 {
            #expect(send([number]) == [])
            if number.isMultiple(of: 2) { #expect(send([number / 2 + 5_000], prefix: "C") == []) }
        }
        #expect(send([103]) == [])
        #expect(opened(wait(minutes: 60)) == ["2 numbers are missing: 101 to 102"])
    }

    @Test mutating func numbersThatNeverFollowedOneAnotherAreNotJudged() {
        #expect(send((1...200).map { $0 * 3 }) == [])
        #expect(send([700]) == [])
        #expect(wait(minutes: 600) == [])
    }

    @Test mutating func whatNeverComesIsLetGo() {
        #expect(send(Array(1...100)) == [])
        #expect(send([102]) == [])
        #expect(opened(wait(minutes: 30)).count == 1)
        // A till that is heard from every hour.
        var changes: [HealthChange] = []
        for hour in 0..<(8 * 24) { changes += send([103 + hour]) + wait(minutes: 59) }
        #expect(closed(changes) == [.forgotten])
    }

    @Test mutating func aClockFromTheFutureIsToldAtOnce() {
        #expect(send(Array(1...5)) == [])
        #expect(send(6, at: clock + 2 * 3600) == [])
        #expect(send(7, at: clock + 2 * 3600) == [])
        #expect(opened(send(8, at: clock + 2 * 3600)) == ["its clock is 2 h ahead"])
        #expect(closed(send([9, 10, 11])) == [.over])
    }

    @Test mutating func tillsBeyondTheBoundAreCountedTogether() {
        var settings = HealthSettings()
        settings.tillsMax = 3
        var health = FeedHealth(settings: settings, now: EventTime(microseconds: 0))
        var sights = FeedSights()
        for till in 0..<10 {
            sights.note(
                LineSight(
                    store: "S", till: ExactText("\(till)"), receipt: "1", time: EventTime(microseconds: 0)))
        }
        #expect(health.take(sights, from: "shop", now: EventTime(microseconds: 0)) == [])
        #expect(health.takeStates().count == 1 + 1 + 3)
    }
}
