import CAllocations
import Feeds
import Foundation
import Purchases
import Testing

/// A dropped line costs no allocation and no text.
@Suite(.serialized)
struct ScreenTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var name: String
        var feed = Fixture.csv
        var header = Fixture.header
        var line: @Sendable (Int) -> String

        var testDescription: String { name }
    }

    #if DEBUG
        static let count = 10_000
    #else
        static let count = 100_000
    #endif

    static let shapes: [Shape] = [
        Shape(name: "plain") { "S1;1;\($0);1;2026-06-10T12:00:00;\(100_000 + $0);1;a thing;L1\n" },
        Shape(name: "CR LF") { "S1;1;\($0);1;2026-06-10T12:00:00;\(100_000 + $0);1;a thing;L1\r\n" },
        Shape(name: "quoted") {
            "\"S1\";\"1\";\($0);1;\"2026-06-10T12:00:00\";\"\(100_000 + $0)\";1;\"a \"\"thing\"\"\";L1\n"
        },
        Shape(name: "escaped product") {
            "S1;1;\($0);1;2026-06-10T12:00:00;\"\"\"\(100_000 + $0)\";1;a;L1\n"
        },
        Shape(
            name: "no product",
            feed: Fixture.csv.replacing("description: text", with: "tender: text")
                + "\nkinds: {column: text, sale: [S], void: [V]}\n"
        ) {
            "S1;1;\($0);1;2026-06-10T12:00:00; ;1;S;L1\n"
        },
        Shape(name: "Windows-1252", feed: Fixture.csv + "\nencoding: windows-1252\n") {
            "S1;1;\($0);1;2026-06-10T12:00:00;\(100_000 + $0);1;a;L1\n"
        },
        Shape(name: "NDJSON", feed: Fixture.ndjson, header: "") {
            "{\"shop\": {\"id\": \"S1\", \"till\": 1}, \"receipt\": {\"number\": \($0), \"line\": 1}, \"item\": {\"product\": \"\(100_000 + $0)\"}}\n"
        },
        Shape(name: "NDJSON with escapes", feed: Fixture.ndjson, header: "") {
            "{\"kind\": \"S\", \"item\": {\"product\": \"\\u00e9\($0)\", \"quantity\": 1}, \"receipt\": {\"number\": \($0)}}\n"
        },
        Shape(name: "NDJSON without product", feed: Fixture.ndjson, header: "") {
            "{\"kind\": \"S\", \"item\": {\"quantity\": 1}, \"receipt\": {\"number\": \($0)}}\n"
        },
    ]

    @Test(
        .enabled(if: allocations_of_this_thread() >= 0, "allocations are not counted here"), arguments: shapes
    )
    func aDroppedLineAllocatesNothing(_ shape: Shape) throws {
        let count = Self.count
        let folder = try Folder()
        let input = shape.header + (0..<(2 * count)).map(shape.line).joined()
        let reader = try Fixture.reader(
            Fixture.feed(shape.feed), try folder.write("input", Array(input.utf8)), limits: .init(read: count)
        )
        var batch = DecodedBatch()
        #expect(try reader.next(into: &batch, lines: 1000))
        let before = allocations_of_this_thread()
        let more = try reader.next(into: &batch, lines: 1000)
        let allocations = allocations_of_this_thread() - before
        #expect(more)
        #expect(batch.screened == count && batch.read == count)
        #expect(allocations == 0, "\(allocations) allocations for \(count) lines")
    }

    /// The counter counts, or the test above shows nothing.
    @Test(.enabled(if: allocations_of_this_thread() >= 0, "allocations are not counted here"))
    func allocationsAreCounted() throws {
        let before = allocations_of_this_thread()
        let reading = try Fixture.read(Fixture.csv, Fixture.header + QuarantineTests.good)
        #expect(reading.arrived.count == 1)
        #expect(allocations_of_this_thread() - before > 10)
    }

    /// Not a bound that could fail on a busy machine, but the number to see.
    @Test func throughputIsPrinted() throws {
        for shape in [Self.shapes[0], Self.shapes[2], Self.shapes[6]] {
            let folder = try Folder()
            let input = shape.header + (0..<(4 * Self.count)).map(shape.line).joined()
            let reader = try Fixture.reader(
                Fixture.feed(shape.feed), try folder.write("input", Array(input.utf8)))
            var batch = DecodedBatch()
            // Processor time of this thread, so that what else the machine does is left out.
            let start = processorSeconds()
            while try reader.next(into: &batch, lines: 1000) {}
            let rate = Int(Double(input.utf8.count) / (processorSeconds() - start) / 1_000_000)
            let length = input.utf8.count / (4 * Self.count)
            print("screen, \(shape.name): \(rate) MB/s of processor time, \(length) bytes a line")
        }
    }
}

private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
}
