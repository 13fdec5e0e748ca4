import Spool
import Testing

struct FetchScheduleTests {
    @Test func `what goes well begins again by the schedule`() {
        var schedule = FetchSchedule(every: .seconds(900))
        #expect(schedule.pause(after: .done, took: .seconds(100)) == .seconds(800))
        #expect(schedule.pause(after: .done, took: .seconds(2000)) == .seconds(1))
    }

    @Test func `pauses after failures grow up to ten minutes`() {
        var schedule = FetchSchedule(every: .seconds(3600))
        let pauses = (0..<10).map { _ in
            schedule.pause(after: .failed(isPassing: true), took: .seconds(1)).components.seconds
        }
        #expect(pauses == [5, 10, 20, 40, 80, 160, 320, 600, 600, 600])
        #expect(schedule.failures == 10)
        _ = schedule.pause(after: .done, took: .zero)
        #expect(schedule.failures == 0)
        #expect(schedule.pause(after: .failed(isPassing: true), took: .zero) == .seconds(5))
    }

    @Test func `a source that is asked often is not asked seldom after a failure`() {
        var schedule = FetchSchedule(every: .seconds(30))
        let pauses = (0..<5).map { _ in
            schedule.pause(after: .failed(isPassing: true), took: .zero).components.seconds
        }
        #expect(pauses == [5, 10, 20, 30, 30])
        var often = FetchSchedule(every: .seconds(1))
        _ = often.pause(after: .failed(isPassing: true), took: .zero)
        #expect(often.pause(after: .failed(isPassing: true), took: .zero) == .seconds(5))
    }

    @Test func `what only a person can mend is tried seldom`() {
        var schedule = FetchSchedule(every: .seconds(1))
        #expect(schedule.pause(after: .failed(isPassing: false), took: .zero) == .seconds(10))
        #expect(schedule.pause(after: .failed(isPassing: false), took: .zero) == .seconds(600))
        var daily = FetchSchedule(every: .seconds(86_400))
        _ = daily.pause(after: .failed(isPassing: true), took: .zero)
        #expect(daily.pause(after: .failed(isPassing: false), took: .zero) == .seconds(86_400))
    }
}
