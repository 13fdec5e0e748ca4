import Detection
import Feeds
import Pipeline
import Purchases
import Rules

/// Judges one past by several packs, each apart: a base, what it is compared with, the values of a sweep.
///
/// The lines are shared by all; what judging needs beside them lives only as long as its variant, so that memory does not
/// grow with their number.
package struct VariantRunner: Sendable {
    /// The run was told to stop.
    package struct Stopped: Error, Hashable {}

    private let lines: [JournalledLine]
    private let installation: String
    private let catalogue: String
    private let stop: StopFlag
    /// A detector looks up less when it is given more at once; between chunks it can be stopped.
    private static let chunk = 20_000

    package init(_ past: Past, installation: String, catalogue: String, stop: StopFlag) {
        lines = past.lines
        self.installation = installation
        self.catalogue = catalogue
        self.stop = stop
    }

    /// The packs' detector after all lines.
    ///
    /// - Throws: `Stopped`.
    package func detector(_ packs: [Pack]) throws -> Detector {
        var detector = Detector(
            packs: packs, installation: installation, catalogue: catalogue, timezones: timeZonesVersion)
        var place = 0
        while place < lines.count {
            if stop.isSet { throw Stopped() }
            let end = min(place + Self.chunk, lines.count)
            _ = detector.apply(Array(lines[place..<end]))
            place = end
        }
        return detector
    }

    /// Judges by every variant, on two threads at most, and keeps what `result` makes of it.
    ///
    /// - Parameters:
    ///   - variants: the packs of each.
    ///   - base: has seen all lines; a variant that measures what it does is judged from there.
    ///   - done: called after each, in no order, on any thread.
    /// - Returns: the results in the order of the variants.
    /// - Throws: `Stopped`.
    package func results<Value: Sendable>(
        _ variants: [[Pack]], from base: Detector? = nil, done: @escaping @Sendable () -> Void,
        result: @escaping @Sendable (Int, Detector) -> Value
    ) async throws -> [Value] {
        var results: [Int: Value] = [:]
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            var next = 0
            func start() {
                guard next < variants.count else { return }
                let index = next
                let packs = variants[index]
                next += 1
                group.addTask {
                    try await onOwnThread(named: "tillwatch.backtest") {
                        if stop.isSet { throw Stopped() }
                        let value = result(index, try base?.judged(by: packs) ?? detector(packs))
                        done()
                        return (index, value)
                    }
                }
            }
            start()
            start()
            while let (index, value) = try await group.next() {
                results[index] = value
                start()
            }
        }
        return variants.indices.compactMap { results[$0] }
    }
}
