import Foundation

/// Refuses to write over a file that the run reads or keeps: both options take any name, and a slip of the hand must
/// not cost a journal or an export.
struct WrittenFiles {
    /// By option; those that were not given are nil.
    let options: [(name: String, path: String?)]

    /// - Parameter kept: the files that the run reads or keeps; those that are not there do not matter.
    func check(against kept: [String]) throws {
        let known = kept.compactMap(FileIdentity.init)
        var written: [String] = []
        for (name, path) in options {
            guard let path else { continue }
            let isKept = FileIdentity(path).map(known.contains) ?? false
            // A new file may be named twice.
            guard !isKept, !written.contains(path) else {
                throw Failure(
                    "FILE_IN_USE", "this file is read or kept by the same run, and would be written over",
                    at: path,
                    help: "give \(name) a file of its own", status: .unusable)
            }
            written.append(path)
        }
    }
}

/// What makes two names the same file, links followed; none for devices and pipes, which nothing is lost by writing.
private struct FileIdentity: Hashable {
    private let device: UInt64
    private let number: UInt64

    init?(_ path: String) {
        var told = stat()
        guard stat(path, &told) == 0, told.st_mode & S_IFMT == S_IFREG else { return nil }
        device = UInt64(told.st_dev)
        number = UInt64(told.st_ino)
    }
}
