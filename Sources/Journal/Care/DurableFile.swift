import Crypto
import Foundation

/// Files that are on the disk, with their names, when a call returns.
enum DurableFile {
    struct Failed: Error { let what: String }

    /// Brings a file or a folder to the disk.
    static func sync(_ path: String) throws(JournalError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("cannot write", path) }
    }

    /// Gives a file another name, in the place of what has it; the file's content and both names are on the disk then.
    static func move(_ path: String, to other: String) throws(JournalError) {
        try sync(path)
        guard rename(path, other) == 0 else { throw failure("cannot rename", path) }
        try sync(URL(fileURLWithPath: other).deletingLastPathComponent().path)
    }

    /// Lower-case hexadecimal.
    static func sha256(_ path: String) throws(JournalError) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { throw failure("cannot read", path) }
        var hash = SHA256()
        do {
            while let bytes = try file.read(upToCount: 1 << 20), !bytes.isEmpty { hash.update(data: bytes) }
        } catch {
            throw JournalError(.diskFailed, "cannot read \(path): \(error.localizedDescription)", at: path)
        }
        return hex(hash.finalize())
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    static func size(_ path: String) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    private static func failure(_ what: String, _ path: String) -> JournalError {
        let code: JournalError.Code = errno == ENOSPC ? .diskFull : .diskFailed
        return JournalError(
            code, "\(what) the file: \(String(cString: strerror(errno)))", at: path,
            hint: "check the disk and the permissions, then run again")
    }
}
