import Catalogue
import Documents
import Feeds
import Journal
import Purchases
import Push

/// Lines that are sent over HTTP, each request answered once its lines are committed.
///
/// Requests that wait together are committed together. One that cannot be read is taken back whole.
package final class PushSource: LineSource {
    /// Bytes of the bodies of one batch, but for a single larger one.
    private static let batchBytes = 4 << 20

    private let name: String
    private let reading: FileReading
    private let queue: PushQueue
    private var pending: [(request: PushRequest, counts: PushCounts)] = []

    /// - Parameters:
    ///   - name: what stands as the source of its lines.
    ///   - reading: how the bodies are decoded.
    package init(name: String, reading: FileReading, queue: PushQueue) {
        self.name = name
        self.reading = reading
        self.queue = queue
    }

    package var window: AcceptanceWindow { reading.window }

    /// The queue wakes whoever waits.
    package var descriptor: Int32? { nil }
    package var patience: Int32 { -1 }

    package func next(into batch: inout DecodedBatch, lines: Int) throws -> SourceStep {
        batch.removeAll()
        batch.end = SourcePosition(source: name, line: 1, offset: 0)
        var one = DecodedBatch()
        for request in queue.take(bytes: Self.batchBytes) {
            var whole = DecodedBatch()
            do throws(FeedError) {
                let reader = try reading.reader(of: request.body, named: name)
                while try reader.next(into: &one, lines: .max) { whole.add(one) }
                pending.append((request, PushCounts(whole)))
                batch.add(whole)
            } catch {
                request.answer(.unreadable(PushProblem(error)))
            }
        }
        if batch.read > 0 { return .batch }
        committed()
        return .nothingYet
    }

    package func committed() {
        for (request, counts) in pending { request.answer(.accepted(counts)) }
        pending.removeAll()
    }

    package func end() {
        for (request, _) in pending { request.answer(.ending) }
        pending.removeAll()
        queue.close()
    }

    package func screen(by screen: WatchedProducts, _ catalogue: ProductCatalogue) {
        reading.screening = (screen, catalogue)
    }

    package func mark(before place: SourcePosition) -> [UInt8]? { nil }
}

extension PushCounts {
    init(_ batch: DecodedBatch) {
        self.init()
        read = batch.read
        screened = batch.screened
        watched = batch.arrived.count
        quarantined = batch.quarantined.count
        problems = batch.quarantined.prefix(Self.problemsMax).map {
            Quarantined(line: $0.position.line, reason: $0.reason.rawValue, detail: $0.detail)
        }
    }
}

extension PushProblem {
    init(_ error: FeedError) {
        self.init(
            status: 422, "Not readable", error.message, code: error.code.id,
            line: error.line > 0 ? error.line : nil, column: error.line > 0 ? 1 : nil, help: error.help)
    }
}
