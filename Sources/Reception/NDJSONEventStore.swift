import Foundation
import Purchases
import Synchronization
import Webhooks

/// A file of events, one a line, only ever added to.
///
/// Invariants: every line up to `end` is a whole stored event, forced to the disk; no id is there twice; what lies behind
/// `end` was never acknowledged and is cut off before anything is added. Of earlier events only ids and places are
/// kept in memory.
package final class NDJSONEventStore: EventStore {
    private struct Place {
        var offset: Int64
        var count: Int
    }

    private struct State {
        var places: [EventID: Place] = [:]
        var end: Int64 = 0
        /// An earlier write may have left bytes behind the end.
        var isDirty = false
        var isClosed = false
    }

    /// A body of the default bound with every character escaped.
    static let lineBytesMax = 16 << 20
    private static let pieceBytes = 256 << 10

    private let path: String
    private let file: any DurableFile
    private let worker = SerialWorker(label: "tillwatch.received.ndjson")
    /// Only held by the worker's thread.
    private let state: Mutex<State>

    convenience init(path: String, notice: (String) -> Void) throws(StoreError) {
        try self.init(path: path, file: SystemFile(path: path), notice: notice)
    }

    /// Reads what is there: a torn last line is cut off, and said.
    package init(path: String, file: any DurableFile, notice: (String) -> Void) throws(StoreError) {
        self.path = path
        self.file = file
        state = Mutex(try Self.load(path: path, file: file, notice: notice))
    }

    package func keep(_ event: StoredEvent) async throws(StoreError) -> Keeping {
        try await worker.run { () throws(StoreError) -> Keeping in
            try self.state.withLock { state throws(StoreError) -> Keeping in
                try self.keep(event, &state)
            }
        }
    }

    package func close() async {
        // Closing cannot fail: the worker only sets a flag behind what was asked before.
        try? await worker.run {
            self.state.withLock { $0.isClosed = true }
            self.file.unlock()
        }
    }

    /// Writes behind the end and moves the end only once that is on the disk.
    private func keep(_ event: StoredEvent, _ state: inout State) throws(StoreError) -> Keeping {
        guard !state.isClosed else {
            throw StoreError(
                .closed, file: path, message: "the store is closed", hint: "start the receiver again")
        }
        guard let id = EventID(event.headers.id) else { return .conflict }
        do {
            if let place = state.places[id] {
                let line = try file.read(at: place.offset, count: place.count)
                return StoredEvent.read(line: line)?.body.utf8.elementsEqual(event.body.utf8) == true
                    ? .duplicate : .conflict
            }
            if state.isDirty {
                try file.truncate(to: state.end)
                state.isDirty = false
            }
            let line = try encoded(event)
            state.isDirty = true
            try file.write(line, at: state.end)
            try file.synchronize()
            state.isDirty = false
            state.places[id] = Place(offset: state.end, count: line.count - 1)
            state.end += Int64(line.count)
            return .stored
        } catch let failure as FileFailure {
            // Best effort now; it is tried again before the next event, and at the next start.
            if state.isDirty, (try? file.truncate(to: state.end)) != nil { state.isDirty = false }
            throw unwritable("\(failure)")
        } catch {
            throw unwritable("\(error)")
        }
    }

    private func encoded(_ event: StoredEvent) throws -> [UInt8] {
        let line = try event.line()
        guard line.count <= Self.lineBytesMax else { throw FileFailure(number: EFBIG) }
        return line
    }

    private func unwritable(_ reason: String) -> StoreError {
        StoreError(
            .unwritable, file: path, message: "cannot write the event: \(reason)",
            hint: "make room on the disk or mend it; the sender tries again")
    }
}

extension NDJSONEventStore {
    private static func load(
        path: String, file: any DurableFile, notice: (String) -> Void
    ) throws(StoreError) -> State {
        var state = State()
        do {
            var cutter = LineCutter(bytesMax: lineBytesMax)
            var offset: Int64 = 0
            while true {
                let piece = try file.read(at: offset, count: pieceBytes)
                if piece.isEmpty { break }
                offset += Int64(piece.count)
                for line in cutter.lines(adding: piece) { try take(line, path: path, &state) }
            }
            if let rest = cutter.rest() { try mend(rest, path: path, file: file, &state, notice: notice) }
            return state
        } catch let failure as FileFailure {
            throw StoreError(
                .unreadable, file: path, message: "cannot read the store: \(failure)",
                hint: "check the disk and who may read the file")
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(.unreadable, file: path, message: "\(error)", hint: "check the disk")
        }
    }

    private static func take(_ line: LineCutter.Line, path: String, _ state: inout State) throws(StoreError) {
        guard let event = StoredEvent.read(line: line.bytes), let id = EventID(event.headers.id) else {
            throw StoreError(
                .damaged, file: path, line: line.number, message: "this line is no stored event",
                hint:
                    "move the file away and start with a new one; `tillwatch verify` reads what is left of it"
            )
        }
        guard state.places[id] == nil else {
            throw StoreError(
                .damaged, file: path, line: line.number, message: "event \(event.headers.id) is there twice",
                hint: "move the file away and start with a new one")
        }
        state.places[id] = Place(offset: line.offset, count: line.bytes.count)
        state.end = line.offset + Int64(line.bytes.count) + 1
    }

    /// What follows the last line end: a whole event only lacks its line end; anything else was torn by a crash before
    /// it was acknowledged, and its sender sends it again.
    private static func mend(
        _ rest: LineCutter.Line, path: String, file: any DurableFile, _ state: inout State,
        notice: (String) -> Void
    ) throws {
        if StoredEvent.read(line: rest.bytes) != nil {
            try take(rest, path: path, &state)
            try file.write([UInt8(ascii: "\n")], at: state.end - 1)
            try file.synchronize()
            notice("\(path):\(rest.number): the last line had no line end; it was added")
            return
        }
        guard !rest.isTooLong, StoredEvent.canBegin(with: rest.bytes) else {
            throw StoreError(
                .damaged, file: path, line: rest.number, message: "what stands here is not of a store",
                hint: "name a store of `tillwatch receive`, or a file that does not exist yet")
        }
        try file.truncate(to: rest.offset)
        try file.synchronize()
        notice(
            "\(path):\(rest.number): the last line was cut off by a crash; it was never acknowledged, and is removed"
        )
    }
}
