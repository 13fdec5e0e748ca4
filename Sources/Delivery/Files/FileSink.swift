import Foundation

/// Why lines could not be written; none of them then counts as written.
struct SinkError: Error, Hashable {
    var message: String
}

/// Where lines are appended to, so that they are there after any end of the power.
protocol FileSink: Sendable {
    /// Appends the lines, each of which ends with a line end, and returns once they are on the disk.
    ///
    /// - Returns: how many of the first ones are kept, and why not all of them. Of the others the files hold nothing, but
    ///   where the disk fails in taking it back.
    func append(_ lines: [[UInt8]]) -> Kept
}

struct Kept: Hashable {
    var count: Int
    var error: SinkError?
}

/// Appends to one file. Where something moves the file away, the next line begins a new one.
struct SingleFile: FileSink {
    let path: String

    func append(_ lines: [[UInt8]]) -> Kept {
        do throws(SinkError) {
            let file = try LockedFile(path: path, isFolder: false)
            try file.cutTornLine()
            try file.append(lines.flatMap(\.self))
            return Kept(count: lines.count)
        } catch {
            return Kept(count: 0, error: error)
        }
    }
}
