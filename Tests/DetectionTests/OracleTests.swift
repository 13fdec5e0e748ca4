import Detection
import Foundation
import Purchases
import TestSupport
import Testing

/// The ledger compared with the oracle's, on random histories that the oracle reads for itself.
///
/// `TILLWATCH_HISTORIES` is how many (default 60), or a folder of histories that were dumped before.
@Suite struct OracleTests {
    @Test(.enabled(if: Oracle.isThere, "needs python3 with PyYAML")) func ledgerIsTheOracles() throws {
        var alerts = 0
        for history in try Oracle.histories() {
            alerts += history.alerts.count
            var detector = history.detector
            _ = detector.apply(history.lines)
            expectSame(history, detector, "one batch")
        }
        #expect(alerts > 0)
    }

    @Test(.enabled(if: Oracle.isThere, "needs python3 with PyYAML")) func noOrderAndNoBatchesMatter() throws {
        for history in try Oracle.histories() {
            var generator = SplitMix(seed: UInt64(history.told.seed))
            for most in [1, 3, 8] {
                var detector = history.detector
                var ledger: [String: StandingAlert] = [:]
                var rest = history.shuffled(using: &generator)[...]
                while !rest.isEmpty {
                    let batch = rest.prefix(Int.random(in: 1...most, using: &generator))
                    rest = rest.dropFirst(batch.count)
                    expectDifferences(detector.apply(Array(batch)), of: Array(batch), in: &ledger, history)
                }
                #expect(
                    ledger == Dictionary(uniqueKeysWithValues: detector.standing.map { ($0.subject, $0) }),
                    "seed \(history.told.seed): the changes do not add up to the ledger")
                expectSame(history, detector, "batches of at most \(most)")
            }
        }
    }

    @Test(.enabled(if: Oracle.isThere, "needs python3 with PyYAML")) func alertsExplainThemselves() throws {
        for history in try Oracle.histories() {
            var detector = history.detector
            _ = detector.apply(history.lines)
            for alert in detector.standing {
                #expect(
                    detector.indicators(explaining: alert) == alert.data.indicators,
                    "seed \(history.told.seed), \(alert.subject)")
            }
        }
    }

    private func expectSame(_ history: DumpedHistory, _ detector: Detector, _ how: String) {
        let seed = history.told.seed
        do {
            let found = difference(history.alerts, try DumpedHistory.comparable(detector.standing))
            #expect(found == nil, "seed \(seed), \(how)")
        } catch {
            Issue.record(error, "seed \(seed), \(how)")
        }
        let counts = detector.counts()
        var told = [
            "unmatched_voids": counts.unmatchedVoids, "not_in_force": counts.notInForce,
            "limit_undecided": counts.limitUndecided, "unmatched_returns": counts.unmatchedReturns,
            "buyers": counts.buyers, "hubs": counts.hubs, "pending": counts.pending,
        ]
        for (name, count) in told where history.summary[name] as? Int == count { told[name] = nil }
        #expect(told.isEmpty, "seed \(seed), \(how): \(history.summary)")
    }

    /// Each change leads from the ledger before it to the next, and its cause is a line of the batch.
    private func expectDifferences(
        _ changes: [LedgerChange], of batch: [JournalledLine], in ledger: inout [String: StandingAlert],
        _ history: DumpedHistory
    ) {
        for change in changes {
            #expect(change.before == ledger[change.subject], "seed \(history.told.seed)")
            #expect(change.before != change.after, "seed \(history.told.seed)")
            #expect(
                batch.contains { $0.line.key.text == change.cause }, "seed \(history.told.seed): \(change)")
            ledger[change.subject] = change.after
        }
    }
}

/// Histories dumped by the oracle.
enum Oracle {
    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "oracle/dump.py")
    private static let wish = ProcessInfo.processInfo.environment["TILLWATCH_HISTORIES"]

    static let isThere: Bool = (try? run(["-c", "import yaml"])) ?? false

    private static let folder: Result<URL, any Error> = Result {
        if let wish, Int(wish) == nil { return URL(filePath: wish) }
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "tillwatch-histories-\(UUID().uuidString)")
        let seed = Int.random(in: 1_000_000..<1_000_000_000)
        print("histories from seed \(seed)")
        let count = wish ?? "60"
        guard try run([script.path, "--seed", "\(seed)", "--count", count, folder.path]) else {
            throw CocoaError(.executableLoad)
        }
        return folder
    }

    static func histories() throws -> [DumpedHistory] {
        let files = try FileManager.default.contentsOfDirectory(
            at: folder.get(), includingPropertiesForKeys: nil)
        return try files.filter { $0.pathExtension == "json" }.map {
            try DumpedHistory(Data(contentsOf: $0))
        }
    }

    private static func run(_ arguments: [String]) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-B"] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
