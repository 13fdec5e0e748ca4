import Delimited
import Documents
import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// Whatever an input is packed in, the lines are the same.
@Suite(.enabled(if: Python.isThere, "python3 is not there"))
struct CompressionTests {
    static let lines = BatchTests.rows(Array(1...300)) + BatchTests.rows([301], product: "4002")
    static let text = Array((Fixture.header + lines).utf8)

    @Test(arguments: Packer.Kind.allCases) func everyPackingIsRecognisedByItsBytes(_ kind: Packer.Kind) throws
    {
        guard Packer.kinds.contains(kind) else {
            print("compression: \(kind) is not tested, since python3 has no \(kind.module)")
            return
        }
        let folder = try Folder()
        let path = try Packer.pack(kind, Self.text, in: folder)
        let plain = try Fixture.read(Fixture.feed(Fixture.csv), Self.text)
        for chunk in [1, 7, 1 << 18] {
            let reader = try Fixture.reader(
                Fixture.feed(Fixture.csv), path,
                limits: .init(bounds: .init(record: 600, cell: 300), chunk: chunk))
            let reading = try Fixture.read(reader, lines: 50)
            #expect(reading.keys == plain.keys)
            #expect(reading.read == 301 && reading.screened == 1)
            #expect(reading.end.source == path)
            #expect(reading.end.offset == Int64(Self.text.count))
            let named = kind.isArchive ? "\(path)!day.csv" : path
            #expect(reading.arrived.allSatisfy { $0.position.source == named })
            #expect(reading.arrived.map(\.position.offset) == plain.arrived.map(\.position.offset))
            #expect(reading.arrived.map(\.position.line) == plain.arrived.map(\.position.line))
            let total = try #require(reader.totalBytes)
            #expect(reader.bytesRead > 0 && reader.bytesRead <= total)
        }
    }

    @Test(arguments: Packer.Kind.allCases) func aPipeIsReadLikeAFile(_ kind: Packer.Kind) throws {
        guard Packer.kinds.contains(kind) else { return }
        let folder = try Folder()
        let path = try Packer.pack(kind, Self.text, in: folder)
        let pipe = folder.url.appending(path: "pipe").path
        try #require(mkfifo(pipe, 0o600) == 0)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let writer = Thread {
            guard let handle = FileHandle(forWritingAtPath: pipe) else { return }
            for start in stride(from: 0, to: bytes.count, by: 777) {
                try? handle.write(contentsOf: bytes[start..<min(start + 777, bytes.count)])
            }
            try? handle.close()
        }
        writer.start()
        let reading = try Fixture.read(Fixture.reader(Fixture.feed(Fixture.csv), pipe), lines: 50)
        #expect(reading.read == 301)
        #expect(reading.arrived.count == 300)
    }

    @Test func nothingIsLeftOfSeveralStreamsOneAfterAnother() throws {
        let folder = try Folder()
        for kind in Packer.kinds where !kind.isArchive && kind != .plain {
            let first = try Data(contentsOf: URL(fileURLWithPath: Packer.pack(kind, Self.text, in: folder)))
            let more = Array(BatchTests.rows([500]).utf8)
            let second = try Data(contentsOf: URL(fileURLWithPath: Packer.pack(kind, more, in: folder)))
            let reading = try Fixture.read(Fixture.feed(Fixture.csv), Array(first + second))
            #expect(reading.read == 302, "\(kind)")
        }
    }

    @Test(arguments: Packer.Kind.allCases.filter { $0 != .plain })
    func anEmptyInputIsOneInEveryPacking(_ kind: Packer.Kind) throws {
        guard Packer.kinds.contains(kind) else { return }
        let folder = try Folder()
        let reader = try Fixture.reader(
            Fixture.feed(Fixture.csv), try Packer.pack(kind, [], in: folder))
        let reading = try Fixture.read(reader, lines: 50)
        #expect(reading.read == 0)
        #expect(reader.note == .empty)
    }

    /// Wherever a reading ended, another one goes on from there by unpacking again.
    @Test(arguments: Packer.Kind.allCases) func anotherReaderGoesOnWhereOneEnded(_ kind: Packer.Kind) throws {
        guard Packer.kinds.contains(kind) else { return }
        let folder = try Folder()
        let path = try Packer.pack(kind, Self.text, in: folder)
        let feed = try Fixture.feed(Fixture.csv)
        let first = try Fixture.reader(feed, path)
        var batch = DecodedBatch()
        var keys: [String] = []
        for _ in 0..<3 where try first.next(into: &batch, lines: 20) {
            keys += batch.arrived.map(\.line.key.description)
        }
        let end = batch.end
        #expect(first.mark(before: end) == InputMark.of(path, before: end.offset))
        #expect(first.mark(before: end) != nil)
        let rest = try Fixture.read(Fixture.reader(feed, path, from: end), lines: 50)
        #expect(keys.count >= 60)
        #expect(keys + rest.keys == (try Fixture.read(feed, Self.text)).keys)
        #expect(rest.arrived.last?.position.line == 301)
    }

    @Test func whatGrowsCannotBeCompressed() throws {
        let folder = try Folder()
        let copy = try Packer.pack(.gzip, Self.text, in: folder)
        let reader = try Fixture.reader(Fixture.feed(Fixture.csv), copy, waiting: .follows)
        var batch = DecodedBatch()
        let error = #expect(throws: FeedError.self) { try reader.next(into: &batch, lines: 10) }
        #expect(error?.code == .inputNotFollowed)
        let still = try Fixture.reader(Fixture.feed(Fixture.csv), copy, waiting: .returns)
        #expect(try Fixture.read(still, lines: 50).read == 301)
    }
}
