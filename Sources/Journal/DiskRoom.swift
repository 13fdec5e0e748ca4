import Foundation

/// Room on a disk, found by trying.
enum DiskRoom {
    /// Whether so many bytes fit beside a file: they are taken, and given back.
    static func fits(bytes: Int, beside path: String) -> Bool {
        let file = path + "-room"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer {
            close(descriptor)
            unlink(file)
        }
        return posix_fallocate(descriptor, 0, off_t(bytes)) == 0
    }
}

extension Journal {
    /// Whether the journal's disk takes so many bytes more. True in memory.
    package func hasRoom(bytes: Int = 1 << 20) -> Bool {
        path.map { DiskRoom.fits(bytes: bytes, beside: $0) } ?? true
    }
}
