/// Cuts bytes that arrive in pieces into lines; a value, so that it can be tested without a file.
package struct LineCutter: Sendable {
    package struct Line: Sendable, Hashable {
        /// From 1.
        package var number: Int
        /// The byte at which it starts, from 0.
        package var offset: Int64
        /// Without the line end; empty when the line was too long to keep.
        package var bytes: [UInt8]
        package var isTooLong = false
        /// False for what follows the last line end.
        package var isEnded = true
    }

    let bytesMax: Int
    private var pending: [UInt8] = []
    private var isTooLong = false
    private var number = 1
    private var start: Int64 = 0
    private var end: Int64 = 0

    /// - Parameter bytesMax: what a line has at most; longer ones are passed over to their end.
    package init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// The lines that the piece completes.
    package mutating func lines(adding piece: [UInt8]) -> [Line] {
        var found: [Line] = []
        var from = piece.startIndex
        while let newline = piece[from...].firstIndex(of: UInt8(ascii: "\n")) {
            append(piece[from..<newline])
            end += 1
            found.append(line(isEnded: true))
            from = newline + 1
        }
        append(piece[from...])
        return found
    }

    /// What follows the last line end, if anything does.
    package mutating func rest() -> Line? {
        end > start ? line(isEnded: false) : nil
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        end += Int64(bytes.count)
        if isTooLong || pending.count + bytes.count > bytesMax {
            isTooLong = true
            pending = []
        } else {
            pending += bytes
        }
    }

    private mutating func line(isEnded: Bool) -> Line {
        let line = Line(number: number, offset: start, bytes: pending, isTooLong: isTooLong, isEnded: isEnded)
        pending = []
        isTooLong = false
        number += 1
        start = end
        return line
    }
}
