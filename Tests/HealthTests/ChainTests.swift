import Foundation
import Health
import Purchases
import Testing

/// A simulated chain: what is planted is found, and nothing else.
struct ChainTests {
    /// Days without a fault before one is planted, and before the check that quiet weeks are quiet.
    private static let learning: Int64 = 35
    private static let quiet: Int64 = 28
    /// Fixed, since no bound on chance is certain; `TILLWATCH_HEALTH_SEEDS=20` takes so many fresh ones as well.
    static let seeds: [UInt64] = {
        let more = ProcessInfo.processInfo.environment["TILLWATCH_HEALTH_SEEDS"].flatMap { Int($0) } ?? 0
        return [1, 2] + (0..<more).map { _ in UInt64.random(in: 0..<1_000_000) }
    }()

    struct Run {
        var chain: Chain
        var health: FeedHealth
        var changes: [HealthChange] = []
        var hour: Int64 = 0

        init(nightly: Bool, seed: UInt64) {
            chain = Chain(stores: 6, nightly: nightly, dice: Dice(seed: seed))
            health = FeedHealth(settings: HealthSettings(), now: Chain.time(0))
        }

        mutating func go(days: Int64, fault: Fault? = nil) {
            for _ in 0..<(days * 24) { goOneHour(fault) }
        }

        mutating func goOneHour(_ fault: Fault?) {
            changes += health.tick(Chain.time(hour))
            for (now, sights) in chain.arrivals(in: hour, fault: fault) {
                changes += health.take(sights, from: "shop", isFolder: chain.isNightly, now: now)
            }
            hour += 1
        }

        func opened(since: Int) -> [HealthFinding] {
            changes.dropFirst(since).compactMap { if case .opened(let finding) = $0 { finding } else { nil } }
        }
    }

    @Test(arguments: [true, false], seeds)
    func nothingIsFoundWhereNothingIsWrong(nightly: Bool, seed: UInt64) {
        var run = Run(nightly: nightly, seed: seed)
        run.go(days: Self.learning + Self.quiet)
        #expect(run.opened(since: 0) == [])
    }

    @Test(arguments: Fault.allCases, seeds)
    func whatIsPlantedIsFoundAndClosed(fault: Fault, seed: UInt64) {
        for nightly in [true, false] { plant(fault, nightly, seed) }
    }

    private func plant(_ fault: Fault, _ nightly: Bool, _ seed: UInt64) {
        var run = Run(nightly: nightly, seed: seed)
        run.go(days: Self.learning)
        let before = run.changes.count
        // A Monday to Friday; the same again without the fault.
        run.go(days: 5, fault: fault)
        let found = run.opened(since: before).map(\.subject)
        #expect(found == [subject(fault, nightly)], "nightly \(nightly), seed \(seed)")
        run.go(days: 16)
        #expect(run.health.open.isEmpty, "nightly \(nightly), seed \(seed)")
        #expect(run.changes.count == 2 * run.opened(since: 0).count, "nightly \(nightly), seed \(seed)")
    }

    /// Restarts between two hours, with what is kept, change nothing.
    @Test(arguments: [Fault.receiptsSkip, .clockBehind, .storeSilent, .tokensVanish])
    func restartsChangeNothing(fault: Fault) {
        var quiet = Run(nightly: false, seed: 7)
        var restarted = Run(nightly: false, seed: 7)
        var dice = Dice(seed: UInt64.random(in: 0..<1_000_000))
        var kept: [HealthState.Name: HealthState] = [:]
        for day in 0..<Int64(45) {
            for _ in 0..<24 {
                let planted = (36...40).contains(day) ? fault : nil
                quiet.goOneHour(planted)
                restarted.goOneHour(planted)
                for state in restarted.health.takeStates() { kept[state.name] = state }
                guard dice.chance(0.05) else { continue }
                // The hour that ends is seen to before the end, so that no hour goes unwatched.
                restarted.changes += restarted.health.tick(Chain.time(restarted.hour))
                for state in restarted.health.takeStates() { kept[state.name] = state }
                restarted.health = FeedHealth(
                    settings: HealthSettings(), states: Array(kept.values),
                    open: Array(restarted.health.open.values), now: Chain.time(restarted.hour))
            }
        }
        #expect(quiet.opened(since: 0).map(\.subject) == [subject(fault, false)])
        #expect(restarted.changes == quiet.changes)
    }

    private func subject(_ fault: Fault, _ nightly: Bool) -> HealthFinding.Subject {
        switch fault {
        case .storeSilent: .init(.silentStore, source: "shop", store: "S0")
        case .tillSilent: .init(.silentTill, source: "shop", store: "S0", till: "1")
        case .receiptsSkip: .init(.receiptGap, source: "shop", store: "S0", till: "1")
        case .clockAhead: .init(.clockAhead, source: "shop", store: "S0", till: "1")
        case .clockBehind: .init(.clockBehind, source: "shop", store: "S0", till: "1")
        case .tokensVanish: .init(.tokenlessShare, source: "shop", store: "S0")
        case .unknownJump: .init(.unknownShare, source: "shop")
        case .unreadableJump: .init(.unreadableShare, source: "shop")
        case .sourceMissing: .init(nightly ? .fileMissing : .silentSource, source: "shop")
        }
    }
}
