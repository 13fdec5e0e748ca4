import Foundation
import Synchronization
import TestSupport
import Testing

/// The journal on a disk that fails at any call of a scripted life: what was acknowledged is there afterwards, whole,
/// and what was sent is known as sent.
///
/// `TILLWATCH_CRASHES` is how many points are tried (100); `TILLWATCH_CRASH_SEED` repeats a run.
@Suite(.serialized) struct CrashPointTests {
    private static func environment(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    @Test func everyPointGivesAnAcknowledgedPrefix() throws {
        let seed = Self.environment("TILLWATCH_CRASH_SEED") ?? .random(in: 0 ... .max)
        let wanted = Int(Self.environment("TILLWATCH_CRASHES") ?? 100)
        var calls = (writes: 0, reads: 0)
        let driver = try CrashDriver(calls: &calls)
        let points = Self.points(wanted, calls, seed: seed)
        print(
            "crash points: \(points.count) of \(calls.writes) writing and \(calls.reads) reading calls, seed \(seed)"
        )
        let faults = Mutex<[String]>([])
        // Each point has a disk of its own.
        DispatchQueue.concurrentPerform(iterations: points.count) { number in
            let fault: String?
            do { fault = try driver.fault(at: points[number]) } catch { fault = "\(error)" }
            guard let fault else { return }
            faults.withLock { $0.append("\(points[number]): \(fault)") }
        }
        let found = faults.withLock(\.self)
        for fault in found.prefix(5) { Issue.record("\(fault) (TILLWATCH_CRASH_SEED=\(seed))") }
        #expect(found.isEmpty, "\(found.count) faults")
    }

    @Test(arguments: [CrashVolume.Kinds.wal, .database, [.database, .wal, .journal]])
    func aPlantedMissingSyncIsFound(_ kinds: CrashVolume.Kinds) throws {
        var calls = (writes: 0, reads: 0)
        var driver = try CrashDriver(calls: &calls)
        driver.ignoredSyncs = kinds
        let found = try (1...calls.writes).reversed().contains { call in
            try CrashVolume.Survival.allCases.contains { survival in
                guard survival != .everything else { return false }
                let point = CrashPoint(fault: .powerLoss, call: call, survival: survival, seed: UInt64(call))
                return try driver.fault(at: point) != nil
            }
        }
        #expect(found)
    }

    @Test func sendingBeforeTheCommitIsFound() throws {
        var calls = (writes: 0, reads: 0)
        var driver = try CrashDriver(calls: &calls)
        driver.sendsTooEarly = true
        let found = try (1...calls.writes).contains { call in
            try driver.fault(at: CrashPoint(fault: .powerLoss, call: call)) != nil
        }
        #expect(found)
    }

    /// Every call with every fault, in rounds with seeds of their own; fewer are drawn from them.
    private static func points(_ wanted: Int, _ calls: (writes: Int, reads: Int), seed: UInt64)
        -> [CrashPoint]
    {
        var random = SplitMix(seed: seed)
        var points: [CrashPoint] = []
        while points.count < wanted {
            var round: [CrashPoint] = []
            for fault in CrashVolume.Fault.allCases {
                for call in 1...(fault == .readError ? calls.reads : calls.writes) {
                    let survivals = fault == .powerLoss ? CrashVolume.Survival.allCases : [.nothing]
                    for survival in survivals {
                        round.append(
                            CrashPoint(
                                fault: fault, call: call, survival: survival,
                                goesOn: Bool.random(using: &random),
                                seed: .random(in: 0 ... .max, using: &random)))
                    }
                }
            }
            let missing = wanted - points.count
            points += missing < round.count ? Array(round.shuffled(using: &random).prefix(missing)) : round
        }
        return points
    }
}
