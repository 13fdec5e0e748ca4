import Reception
import Testing

@Suite struct LineCutterTests {
    private func cut(_ text: String, pieces size: Int, bytesMax: Int = 100) -> [LineCutter.Line] {
        var cutter = LineCutter(bytesMax: bytesMax)
        let bytes = Array(text.utf8)
        var lines: [LineCutter.Line] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            lines += cutter.lines(adding: Array(bytes[start..<min(start + size, bytes.count)]))
        }
        if let rest = cutter.rest() { lines.append(rest) }
        return lines
    }

    @Test(arguments: 1...8) func piecesMakeNoDifference(size: Int) {
        let lines = cut("ab\n\ncde\nf", pieces: size)
        #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == ["ab", "", "cde", "f"])
        #expect(lines.map(\.number) == [1, 2, 3, 4])
        #expect(lines.map(\.offset) == [0, 3, 4, 8])
        #expect(lines.map(\.isEnded) == [true, true, true, false])
    }

    @Test(arguments: 1...8) func longLinesArePassedOver(size: Int) {
        let lines = cut("abcd\nabcde\nx\n", pieces: size, bytesMax: 4)
        #expect(lines.map(\.isTooLong) == [false, true, false])
        #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == ["abcd", "", "x"])
        #expect(lines.last?.offset == 11)
    }

    @Test func nothingIsNoLine() {
        #expect(cut("", pieces: 1).isEmpty)
        #expect(cut("a\n", pieces: 9).count == 1)
    }
}

@Suite struct EventIDTests {
    @Test func readsOnlyWhatEventsAreCalled() {
        let subject = "e1f77a2d02b69329c9be4c5ce3949598"
        #expect(EventID("\(subject)-1") == EventID("\(subject)-1"))
        #expect(EventID("\(subject)-1") != EventID("\(subject)-2"))
        for text in [
            "", subject, "\(subject)-", "\(subject)-0", "\(subject)-01", "\(subject)-x", "\(subject).1",
            "\(subject)-99999999999999999999", "\(subject.uppercased())-1", "\(subject)-1 ", "-1",
        ] {
            #expect(EventID(text) == nil, "\(text)")
        }
    }
}
