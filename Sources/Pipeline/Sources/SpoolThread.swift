import Dispatch
import Foundation
import Spool

/// The thread on which a filler fetches, by its schedule, so that it keeps nobody waiting.
package final class SpoolThread: Sendable {
    package enum Notice: Sendable, Hashable {
        case failed(FetchError, again: Duration)
        /// It went well again after that many failures.
        case recovered(failures: Int)
    }

    private let spool: SpoolFolder
    private let filler: any SpoolFiller
    private let every: Duration
    private let notice: @Sendable (Notice) -> Void
    private let stop = StopFlag()
    private let wakeup: Wakeup
    private let ended = DispatchSemaphore(value: 0)

    init(
        spool: SpoolFolder, filler: any SpoolFiller, every: Duration,
        notice: @escaping @Sendable (Notice) -> Void
    ) throws {
        self.spool = spool
        self.filler = filler
        self.every = every
        self.notice = notice
        wakeup = try Wakeup()
    }

    /// Called once.
    func start() {
        let thread = Thread { [self] in
            work()
            ended.signal()
        }
        thread.name = "tillwatch.fetch"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Says that a file of the spool was read; from any thread.
    func wake() { wakeup.wake() }

    /// Ends it, and waits for so many seconds at most; from any thread.
    func end(within seconds: Int) {
        guard !stop.set() else { return }
        wakeup.wake()
        if seconds > 0 { _ = ended.wait(timeout: .now() + .seconds(seconds)) }
    }

    private func work() {
        var schedule = FetchSchedule(every: every)
        let clock = ContinuousClock()
        while !stop.isSet {
            let began = clock.now
            var outcome = FetchSchedule.Outcome.done
            var filling = SpoolFilling.complete
            let failures = schedule.failures
            do throws(FetchError) {
                try spool.make()
                filling = try filler.fill(spool) { [stop] in stop.isSet }
                if stop.isSet { return }
                if failures > 0 { notice(.recovered(failures: failures)) }
            } catch {
                if stop.isSet { return }
                outcome = .failed(isPassing: error.isPassing)
                var told = schedule
                notice(.failed(error, again: told.pause(after: outcome, took: began.duration(to: clock.now))))
            }
            let pause = schedule.pause(after: outcome, took: began.duration(to: clock.now))
            wait(until: clock.now.advanced(by: pause), orEmptied: filling == .waiting)
        }
    }

    /// Waits until the time has come, it is ended, or, where that is asked, everything in the spool was read.
    private func wait(until end: ContinuousClock.Instant, orEmptied: Bool) {
        let clock = ContinuousClock()
        while !stop.isSet {
            if orEmptied, spool.isEmpty { return }
            let left = clock.now.duration(to: end)
            guard left > .zero else { return }
            let milliseconds =
                left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000
            wakeup.wait(for: [], milliseconds: Int32(clamping: milliseconds + 1))
        }
    }
}
