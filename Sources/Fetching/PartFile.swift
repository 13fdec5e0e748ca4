import Foundation
import Spool

/// A file that is written until it is whole. Used by one thread.
final class PartFile {
    private let path: String
    private let descriptor: Int32
    private(set) var size: Int64

    /// Opens it at its end, empty where there was none.
    init(_ path: String) throws(FetchError) {
        self.path = path
        // because the path lives for the time of the call.
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.problem(path) }
        size = Int64(lseek(descriptor, 0, SEEK_END))
    }

    deinit { close(descriptor) }

    /// Throws away what was written.
    func empty() -> Bool {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { return false }
        size = 0
        return true
    }

    func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            // because the bytes live for the time of the call.
            let count = unsafe rest.withUnsafeBytes {
                unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            size += Int64(count)
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// What the last call of the system failed with.
    static func problem(_ path: String) -> FetchError {
        // because the system's texts are constants.
        FetchError(
            .spool, "the spool cannot be written: \(unsafe String(cString: strerror(errno)))", at: path,
            hint: "let this user write there, and see that the disk has room", isPassing: true)
    }
}

/// Says whether the machine was started again since: what was not waited for may not have come to the disk then.
enum BootMark {
    static func current() -> String {
        FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id").map {
            String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        } ?? ""
    }
}
