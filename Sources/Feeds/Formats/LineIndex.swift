import CLineIndex
import Foundation

/// The next lines of delimited text that need no exact reader, with the place of one cell each.
///
/// Lines are found some hundreds at a time by masks over blocks of bytes (`CLineIndex`) and handed out one by one. Used by
/// one thread at a time.
/// Safe to use because the memory is its own, and no more lines are read from it than were written.
@safe final class LineIndex {
    /// How lines are found; all ways find the same.
    package enum Way: String, Sendable, CaseIterable {
        /// Not at all: every line goes to the exact reader.
        case off
        case portable, sse2, avx2, neon

        fileprivate var masks: tillwatch_masks? {
            switch self {
            case .off: nil
            case .portable: tillwatch_masks_portable
            case .sse2: tillwatch_masks_sse2
            case .avx2: tillwatch_masks_avx2
            case .neon: tillwatch_masks_neon
            }
        }

        /// Whether this machine can go this way.
        package var isAvailable: Bool { masks.map { tillwatch_masks_available($0) != 0 } ?? true }

        /// The quickest of this machine, or what `TILLWATCH_LINE_INDEX` names, for tests that compare the ways.
        package static let chosen: Way = {
            if let name = ProcessInfo.processInfo.environment["TILLWATCH_LINE_INDEX"],
                let way = Way(rawValue: name), way.isAvailable
            {
                return way
            }
            let best = tillwatch_masks_best()
            return allCases.first { $0.masks == best } ?? .portable
        }()
    }

    private static let room = 256

    private let masks: tillwatch_masks?
    private let delimiter: UInt8
    private let column: Int
    private let longest: Int
    private let lines: UnsafeMutablePointer<tillwatch_line>
    private var count = 0
    private var place = 0

    /// - Parameters:
    ///   - column: the number of the cell, the first being 0.
    ///   - longest: bytes of a line at most; a longer one is not told.
    init(_ way: Way, delimiter: UInt8, column: Int, longest: Int) {
        masks = way.isAvailable ? way.masks : nil
        self.delimiter = delimiter
        self.column = column
        self.longest = longest
        unsafe lines = .allocate(capacity: Self.room)
    }

    deinit {
        // because it was allocated in init and nothing outside keeps it.
        unsafe lines.deallocate()
    }

    /// Forgets what was found: the bytes are others now, or stand elsewhere.
    func forget() {
        count = 0
        place = 0
    }

    /// The line that begins at a place of the bytes; nil where it is one for the exact reader, or does not end in them.
    ///
    /// - Parameter bytes: the same as at the last call, unless `forget` was called since.
    @inline(__always)
    func line(at start: Int, of bytes: UnsafeBufferPointer<UInt8>) -> tillwatch_line? {
        // because places below `count` were written.
        if place < count, unsafe lines[place].start == start { return take() }
        return unsafe find(start, bytes) ? take() : nil
    }

    private func take() -> tillwatch_line {
        defer { place += 1 }
        // because places below `count` were written, and `place` is below it where this is called.
        return unsafe lines[place]
    }

    private func find(_ start: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        forget()
        guard let masks, let base = bytes.baseAddress, start < bytes.count else { return false }
        // because the bytes are there for so many, and the lines for `room`.
        count = unsafe tillwatch_index_lines(
            masks, base, bytes.count, start, delimiter, column, longest, lines, Self.room)
        return count > 0
    }
}
