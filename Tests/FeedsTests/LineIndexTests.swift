import CLineIndex
import Foundation
import TestSupport
import Testing

/// The masks of every instruction set that is here, against reading byte by byte.
///
/// `TILLWATCH_FUZZ_SEED` repeats a run.
struct LineIndexTests {
    static let ways = [
        tillwatch_masks_portable, tillwatch_masks_sse2, tillwatch_masks_avx2, tillwatch_masks_neon,
    ].filter { tillwatch_masks_available($0) != 0 }

    struct Told: Equatable {
        var start: Int
        var end: Int
        var next: Int
        var cell: Range<Int>
    }

    /// What the index has to tell, from its description alone.
    private func plain(
        _ bytes: [UInt8], from start: Int, column: Int, longest: Int, room: Int
    ) -> [Told] {
        var told: [Told] = []
        var start = start
        while told.count < room, let feed = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            var end = feed
            if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            let content = bytes[start..<end]
            if content.contains(UInt8(ascii: "\"")) || content.contains(UInt8(ascii: "\r")) { break }
            if content.count > longest { break }
            var cell = (end + 1)..<(end + 1)
            var from = start
            for (number, text) in content.split(
                separator: UInt8(ascii: ","), omittingEmptySubsequences: false
            )
            .enumerated() {
                if number == column { cell = from..<(from + text.count) }
                from += text.count + 1
            }
            told.append(Told(start: start, end: end, next: feed + 1, cell: cell))
            start = feed + 1
        }
        return told
    }

    private func index(
        _ way: tillwatch_masks, _ bytes: [UInt8], from start: Int, column: Int, longest: Int, room: Int
    ) -> [Told] {
        var lines = [tillwatch_line](repeating: tillwatch_line(), count: room)
        // Bytes of its own size: a read beyond them is one that a sanitizer finds.
        let count = bytes.withUnsafeBufferPointer {
            tillwatch_index_lines(
                way, $0.baseAddress, $0.count, start, UInt8(ascii: ","), column, longest, &lines, room)
        }
        return lines[..<count].map {
            Told(start: $0.start, end: $0.end, next: $0.next, cell: $0.cell_start..<$0.cell_end)
        }
    }

    @Test func everyWayTellsWhatReadingByteByByteTells() {
        let seed =
            ProcessInfo.processInfo.environment["TILLWATCH_FUZZ_SEED"].flatMap(UInt64.init)
            ?? .random(in: 0..<1_000_000_000)
        print("LineIndexTests: TILLWATCH_FUZZ_SEED=\(seed)")
        var random = SplitMix(seed: seed)
        var lines = 0
        for _ in 0..<4_000 {
            // Long cells and short ones; quotes and carriage returns now and then, or never.
            let length = Int.random(in: 0..<400, using: &random)
            let ordinary = Int.random(in: 4...60, using: &random)
            let others = Bool.random(using: &random) ? 0 : Int.random(in: 1...2, using: &random)
            var bytes: [UInt8] = []
            while bytes.count < length {
                switch Int.random(in: 0..<(ordinary + 4 + others), using: &random) {
                case 0: bytes.append(UInt8(ascii: "\n"))
                case 1: bytes += Array("\r\n".utf8)
                case 2, 3: bytes.append(UInt8(ascii: ","))
                case 4 where others > 0: bytes.append(UInt8(ascii: "\""))
                case 5 where others > 1: bytes.append(UInt8(ascii: "\r"))
                default: bytes.append(UInt8.random(in: 48...255, using: &random))
                }
            }
            guard !bytes.isEmpty else { continue }
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let column = Int.random(in: 0...4, using: &random)
            let longest = Int.random(in: 1...500, using: &random)
            let room = Int.random(in: 1...40, using: &random)
            let expected = plain(bytes, from: start, column: column, longest: longest, room: room)
            lines += expected.count
            for way in Self.ways {
                let told = index(way, bytes, from: start, column: column, longest: longest, room: room)
                #expect(told == expected, "way \(way.rawValue), bytes \(bytes), start \(start)")
            }
        }
        #expect(lines > 4_000, "these histories hold too few lines to say anything")
    }

    @Test func nothingIsToldOfAPlaceAtTheEnd() {
        for way in Self.ways {
            #expect(index(way, Array("a,b\n".utf8), from: 4, column: 0, longest: 9, room: 1).isEmpty)
        }
    }
}
