import Delivery
import Foundation
import Journal
import Testing

/// 20,000 histories of failures; `TILLWATCH_SEED=n` runs one of them, and prints what it came to.
@Suite struct CourierSimulationTests {
    static let seeds = 20_000
    static let chosen = ProcessInfo.processInfo.environment["TILLWATCH_SEED"].flatMap(UInt64.init)

    @Test(.enabled(if: chosen == nil), arguments: 0..<40)
    func holdsItsPromisesInAnyWeather(part: Int) {
        let share = Self.seeds / 40
        var tally = Tally()
        for seed in UInt64(part * share)..<UInt64((part + 1) * share) {
            var simulation = CourierSimulation(seed: seed)
            simulation.run()
            #expect(simulation.broken == [], "replay with TILLWATCH_SEED=\(seed)")
            tally.add(simulation)
        }
        // The weather is bad enough to show something.
        #expect(tally.attempts > share * 20 && tally.crashes > share / 5 && tally.givenUp > share / 20)
        #expect(tally.refused > share && tally.dropped > share / 50 && tally.splits > share / 10)
    }

    @Test(.enabled(if: chosen != nil)) func replaysOneSeed() {
        var simulation = CourierSimulation(seed: Self.chosen ?? 0)
        simulation.run()
        print(simulation.weather, simulation.outbox.map { "\($0.sequence) \($0.state) \($0.attempts)" })
        #expect(simulation.broken == [])
    }

    /// One seed is one history.
    @Test func aSeedRepeatsItself() {
        for seed in UInt64(0)..<50 {
            var first = CourierSimulation(seed: seed)
            var second = CourierSimulation(seed: seed)
            first.run()
            second.run()
            #expect(first.outbox == second.outbox && first.attempts == second.attempts)
        }
    }

    /// Each check sees what it is there for.
    @Test(arguments: [
        (CourierSimulation.Fault.forgetsOutcomes, "sent again"), (.ignoresTimes, "before its time"),
        (.ignoresOrder, "overtook"), (.losesEvents, "never came to an end"),
    ])
    func aPlantedFaultIsFound(fault: CourierSimulation.Fault, complaint: String) {
        let complaints = (UInt64(0)..<40).flatMap { seed in
            var simulation = CourierSimulation(seed: seed, fault: fault)
            simulation.run()
            return simulation.broken
        }
        #expect(complaints.contains { $0.contains(complaint) })
    }

    private struct Tally {
        var attempts = 0
        var crashes = 0
        var givenUp = 0
        var refused = 0
        var dropped = 0
        var splits = 0

        mutating func add(_ simulation: CourierSimulation) {
            attempts += simulation.attempts
            crashes += simulation.crashes
            givenUp += simulation.givenUp
            refused += simulation.outbox.count { $0.state == .refused }
            dropped += simulation.outbox.count { $0.state == .dropped }
            splits += simulation.splits
        }
    }
}
