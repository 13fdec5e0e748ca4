import Foundation
import GRDB
import Purchases
import Reception
import Synchronization
import Testing
import Webhooks

/// What every store must do, whatever it is made of.
@Suite struct EventStoreTests {
    static let names = ["received.ndjson", "received.sqlite"]

    /// Different events with the form of one.
    static func message(_ number: Int, level: String = "report") -> Message {
        var event = Samples.buyer()
        event.data.revision = number
        event.id = "\(event.subject)-\(number)"
        event.data.level = level
        return Message(event)
    }

    static func records(_ path: String) throws -> [(number: Int, id: String, body: [UInt8])] {
        var found: [(number: Int, id: String, body: [UInt8])] = []
        try StoredRecords.read(path: path) { record in
            if case .event(let body, let headers) = record.content {
                found.append((record.number, headers?.id ?? "", body))
            }
        }
        return found
    }

    @Test(arguments: names) func keepsEachEventOnce(name: String) async throws {
        let folder = try Folder()
        let store = try EventStores.open(path: folder.file(name))
        #expect(try await store.keep(Self.message(1).stored) == .stored)
        #expect(try await store.keep(Self.message(2).stored) == .stored)
        #expect(try await store.keep(Self.message(1).stored) == .duplicate)
        await store.close()
        let records = try Self.records(folder.file(name))
        #expect(records.map(\.number) == [1, 2])
        #expect(records.map(\.body) == [Self.message(1).body, Self.message(2).body])
    }

    @Test(arguments: names) func laterAttemptsAtAnEventAreDuplicates(name: String) async throws {
        let folder = try Folder()
        let store = try EventStores.open(path: folder.file(name))
        #expect(try await store.keep(Message().stored) == .stored)
        // Another timestamp, and so another signature, over the same body.
        #expect(try await store.keep(Message(secondsLater: 60).stored) == .duplicate)
    }

    @Test(arguments: names) func otherContentUnderAKnownIDIsAConflict(name: String) async throws {
        let folder = try Folder()
        let store = try EventStores.open(path: folder.file(name))
        #expect(try await store.keep(Self.message(1).stored) == .stored)
        #expect(try await store.keep(Self.message(1, level: "review").stored) == .conflict)
        #expect(try Self.records(folder.file(name)).map(\.body) == [Self.message(1).body])
    }

    @Test(arguments: names) func remembersAcrossRestarts(name: String) async throws {
        let folder = try Folder()
        for round in 1...3 {
            let store = try EventStores.open(path: folder.file(name))
            for number in 1...round {
                let expected: Keeping = number == round ? .stored : .duplicate
                #expect(try await store.keep(Self.message(number).stored) == expected)
            }
            #expect(try await store.keep(Self.message(1, level: "review").stored) == .conflict)
            await store.close()
        }
        #expect(try Self.records(folder.file(name)).count == 3)
    }

    @Test(arguments: names) func oneOfManyAtTheSameTimeIsStored(name: String) async throws {
        let folder = try Folder()
        let store = try EventStores.open(path: folder.file(name))
        let stored = Self.message(1).stored
        let keepings = try await withThrowingTaskGroup(of: Keeping.self) { group in
            for _ in 0..<50 { group.addTask { try await store.keep(stored) } }
            return try await group.reduce(into: [Keeping]()) { $0.append($1) }
        }
        #expect(keepings.filter { $0 == .stored }.count == 1)
        #expect(keepings.filter { $0 == .duplicate }.count == 49)
        #expect(try Self.records(folder.file(name)).count == 1)
    }

    @Test(arguments: names) func keepsEveryByte(name: String) async throws {
        let folder = try Folder()
        let store = try EventStores.open(path: folder.file(name))
        var message = Message()
        message.body = Array("{\"a\" : \"\\u00e9 é e\u{301} \u{2028}\\n\\u0000\",\n\t\"b\":1.0}\r\n/".utf8)
        message.headers.signature = "v1,\"x\" v1,y"
        #expect(try await store.keep(message.stored) == .stored)
        await store.close()
        var found: [WebhookHeaders?] = []
        try StoredRecords.read(path: folder.file(name)) { record in
            guard case .event(let body, let headers) = record.content else { return }
            #expect(body == message.body)
            found.append(headers)
        }
        #expect(found == [message.headers])
    }

    @Test(arguments: names) func closedStoresRefuse(name: String) async throws {
        let folder = try Folder()
        let store = try EventStores.open(path: folder.file(name))
        await store.close()
        let error = await #expect(throws: StoreError.self) { try await store.keep(Message().stored) }
        #expect(error?.code == .closed)
    }

    @Test func namesOfOtherKindsAreRefused() throws {
        let folder = try Folder()
        let error = #expect(throws: StoreError.self) {
            try EventStores.open(path: folder.file("received.txt"))
        }
        #expect(error?.code == .unsupportedName)
        #expect(error?.description.contains(".ndjson or .sqlite") == true)
    }

    @Test(arguments: names) func foldersThatAreMissingAreSaid(name: String) throws {
        let error = #expect(throws: StoreError.self) { try EventStores.open(path: "/no/such/folder/\(name)") }
        #expect(error?.code == .unwritable)
        #expect(error?.file == "/no/such/folder/\(name)")
    }

    @Test func anotherDatabaseIsLeftAlone() throws {
        let folder = try Folder()
        let path = folder.file("journal.sqlite")
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "CREATE TABLE lines (key BLOB) STRICT") }
        let error = #expect(throws: StoreError.self) { try EventStores.open(path: path) }
        #expect(error?.message.contains("another program") == true)
        #expect(try other.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") } == 1)
    }

    @Test func aTextFileIsNoSQLite() throws {
        let folder = try Folder()
        try Data(repeating: UInt8(ascii: "x"), count: 5000).write(
            to: URL(fileURLWithPath: folder.file("a.sqlite")))
        #expect(throws: StoreError.self) { try EventStores.open(path: folder.file("a.sqlite")) }
        #expect(throws: StoreError.self) { try Self.records(folder.file("a.sqlite")) }
    }
}

/// What only a file of lines can suffer.
@Suite struct NDJSONEventStoreTests {
    private func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func filled(_ path: String) async throws -> [UInt8] {
        let store = try EventStores.open(path: path)
        for number in 1...2 { _ = try await store.keep(EventStoreTests.message(number).stored) }
        await store.close()
        return try bytes(path)
    }

    @Test func everyTornEndIsCutOffAndSaid() async throws {
        let folder = try Folder()
        let whole = try await filled(folder.file("whole.ndjson"))
        let second = try #require(whole.firstIndex(of: UInt8(ascii: "\n"))) + 1
        for cut in stride(from: second + 1, to: whole.count - 1, by: 97) {
            let path = folder.file("torn-\(cut).ndjson")
            try write(Array(whole[..<cut]), to: path)
            let notices = Mutex<[String]>([])
            let store = try EventStores.open(path: path) { notice in notices.withLock { $0.append(notice) } }
            #expect(try bytes(path) == Array(whole[..<second]))
            #expect(notices.withLock { $0 }.first?.contains("\(path):2: the last line was cut off") == true)
            #expect(try await store.keep(EventStoreTests.message(2).stored) == .stored)
            #expect(try bytes(path) == whole)
        }
    }

    /// A file that was named by mistake and has no line end is not taken for a torn line.
    @Test(arguments: ["{\"important\": 1}", "text", String(repeating: "x", count: 17 << 20)])
    func whatIsOfNoStoreIsNotCutOff(content: String) throws {
        let folder = try Folder()
        let path = folder.file("other.ndjson")
        try write(Array(content.utf8), to: path)
        let error = #expect(throws: StoreError.self) { try EventStores.open(path: path) }
        #expect(error?.code == .damaged && error?.line == 1)
        #expect(try bytes(path) == Array(content.utf8))
    }

    @Test func zerosBehindTheEndAreCutOff() async throws {
        let folder = try Folder()
        let path = folder.file("zeros.ndjson")
        let whole = try await filled(path)
        try write(whole + [UInt8](repeating: 0, count: 4096), to: path)
        _ = try EventStores.open(path: path)
        #expect(try bytes(path) == whole)
    }

    @Test func aWholeLineWithoutLineEndIsKept() async throws {
        let folder = try Folder()
        let path = folder.file("open.ndjson")
        let whole = try await filled(path)
        try write(Array(whole.dropLast()), to: path)
        let store = try EventStores.open(path: path)
        #expect(try bytes(path) == whole)
        #expect(try await store.keep(EventStoreTests.message(2).stored) == .duplicate)
        #expect(try await store.keep(EventStoreTests.message(3).stored) == .stored)
        #expect(try EventStoreTests.records(path).count == 3)
    }

    @Test func damageInsideIsRefusedAndLocated() async throws {
        let folder = try Folder()
        let path = folder.file("damaged.ndjson")
        var whole = try await filled(path)
        whole[3] = UInt8(ascii: "\u{1}")
        try write(whole, to: path)
        let error = #expect(throws: StoreError.self) { try EventStores.open(path: path) }
        #expect(error?.code == .damaged)
        #expect(error?.line == 1)
        #expect(try bytes(path) == whole, "nothing was touched")
    }

    @Test func anEventTwiceIsRefusedAndLocated() async throws {
        let folder = try Folder()
        let path = folder.file("twice.ndjson")
        let whole = try await filled(path)
        try write(whole + whole, to: path)
        let error = #expect(throws: StoreError.self) { try EventStores.open(path: path) }
        #expect(error?.line == 3)
    }

    @Test func onlyOneWriterAtATime() async throws {
        let folder = try Folder()
        let first = try EventStores.open(path: folder.file("a.ndjson"))
        let error = #expect(throws: StoreError.self) { try EventStores.open(path: folder.file("a.ndjson")) }
        #expect(error?.code == .inUse)
        await first.close()
        _ = try EventStores.open(path: folder.file("a.ndjson"))
    }

    @Test func onlyTheOwnerMayRead() throws {
        let folder = try Folder()
        _ = try EventStores.open(path: folder.file("a.ndjson"))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("a.ndjson"))
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }

    /// A file on a disk that is full after so many bytes, or fails to force them out.
    final class FailingFile: DurableFile {
        private let file: SystemFile
        let room: Mutex<Int64>
        let failsToSynchronize = Mutex(false)
        let failsToTruncate = Mutex(false)

        init(path: String, room: Int64) throws {
            file = try SystemFile(path: path)
            self.room = Mutex(room)
        }

        func read(at offset: Int64, count: Int) throws(FileFailure) -> [UInt8] {
            try file.read(at: offset, count: count)
        }

        func write(_ bytes: [UInt8], at offset: Int64) throws(FileFailure) {
            let fits = Int(max(0, min(Int64(bytes.count), room.withLock { $0 } - offset)))
            try file.write(Array(bytes[..<fits]), at: offset)
            if fits < bytes.count { throw FileFailure(number: ENOSPC) }
        }

        func truncate(to size: Int64) throws(FileFailure) {
            if failsToTruncate.withLock({ $0 }) { throw FileFailure(number: EIO) }
            try file.truncate(to: size)
        }

        func synchronize() throws(FileFailure) {
            if failsToSynchronize.withLock({ $0 }) { throw FileFailure(number: EIO) }
            try file.synchronize()
        }

        func unlock() { file.unlock() }
    }

    @Test(arguments: [false, true]) func aFullDiskClaimsNothing(truncates: Bool) async throws {
        let folder = try Folder()
        let path = folder.file("full.ndjson")
        let file = try FailingFile(path: path, room: 20_000)
        let store = try NDJSONEventStore(path: path, file: file) { _ in }
        var kept = 0
        var failure: StoreError?
        while failure == nil, kept < 100 {
            do throws(StoreError) {
                _ = try await store.keep(EventStoreTests.message(kept + 1).stored)
                kept += 1
            } catch {
                failure = error
            }
            file.failsToTruncate.withLock { $0 = !truncates }
        }
        #expect(failure?.code == .unwritable)
        #expect(kept > 0 && kept < 100)
        // Still full: refused again. With room: taken, and nothing torn is left between.
        await #expect(throws: StoreError.self) {
            try await store.keep(EventStoreTests.message(kept + 1).stored)
        }
        file.failsToTruncate.withLock { $0 = false }
        file.room.withLock { $0 = 1 << 20 }
        #expect(try await store.keep(EventStoreTests.message(kept + 1).stored) == .stored)
        #expect(try EventStoreTests.records(path).count == kept + 1)
    }

    @Test func whatIsNotForcedToTheDiskIsNotClaimed() async throws {
        let folder = try Folder()
        let path = folder.file("eio.ndjson")
        let file = try FailingFile(path: path, room: 1 << 20)
        let store = try NDJSONEventStore(path: path, file: file) { _ in }
        file.failsToSynchronize.withLock { $0 = true }
        await #expect(throws: StoreError.self) { try await store.keep(EventStoreTests.message(1).stored) }
        #expect(try bytes(path).isEmpty)
        file.failsToSynchronize.withLock { $0 = false }
        #expect(try await store.keep(EventStoreTests.message(1).stored) == .stored)
        #expect(try EventStoreTests.records(path).count == 1)
    }
}
