import Dispatch
import Purchases

/// What became of an event that was to be kept.
package enum Keeping: Sendable, Hashable {
    /// It is on the disk now.
    case stored
    /// The same event was on the disk before.
    case duplicate
    /// Another event has its id; nothing was stored.
    case conflict
}

/// Where a recipient keeps events, each once by its id. One writer at a time.
package protocol EventStore: Sendable {
    /// Returns once the event is on the disk; work is done one after the other, off the cooperative pool.
    ///
    /// - Throws: when it could not be made sure that the event is there. It may then be sent again.
    func keep(_ event: StoredEvent) async throws(StoreError) -> Keeping
    /// Waits for what is being written; later events are refused.
    func close() async
}

package enum EventStores {
    /// Opens or makes the store that the name asks for: `.ndjson` or `.sqlite`. Blocks on the disk.
    ///
    /// - Parameter notice: is told what was mended, in a sentence.
    package static func open(
        path: String, notice: @Sendable (String) -> Void = { _ in }
    ) throws(StoreError) -> any EventStore {
        if path.hasSuffix(".ndjson") { return try NDJSONEventStore(path: path, notice: notice) }
        if isSQLite(path) { return try SQLiteEventStore(path: path) }
        throw StoreError(
            .unsupportedName, file: path, message: "a store is a file ending in .ndjson or .sqlite",
            hint: "name it, for example, received.ndjson")
    }

    static func isSQLite(_ path: String) -> Bool { path.hasSuffix(".sqlite") || path.hasSuffix(".db") }
}

/// Blocking work, one piece after the other on a thread of its own. At most as many wait as there are connections.
struct SerialWorker: Sendable {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            queue.async {
                do throws(StoreError) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
