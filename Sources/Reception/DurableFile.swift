import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that is written at places of the caller's choice and forced to the disk. Every call blocks.
package protocol DurableFile: Sendable {
    func read(at offset: Int64, count: Int) throws(FileFailure) -> [UInt8]
    func write(_ bytes: [UInt8], at offset: Int64) throws(FileFailure)
    func truncate(to size: Int64) throws(FileFailure)
    func synchronize() throws(FileFailure)
    /// Lets another writer have it.
    func unlock()
}

/// What the system said when a call failed.
package struct FileFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package var number: Int32

    package init(number: Int32) { self.number = number }

    package var description: String { String(cString: strerror(number)) }
}

/// A file of the system, locked against a second writer for as long as it is open.
package final class SystemFile: DurableFile {
    private let descriptor: Int32

    /// Opens or makes the file, for its owner only, and locks it.
    package init(path: String) throws(StoreError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError(
                .unwritable, file: path, message: "cannot open the store: \(FileFailure(number: errno))",
                hint: "check that its folder exists and that this user may write there")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            // All properties are there, so the deinitializer runs and closes it.
            throw StoreError(
                .inUse, file: path, message: "another process writes to this store",
                hint: "stop the other `tillwatch receive`, or name another file")
        }
        Self.synchronizeFolder(of: path)
    }

    deinit { _ = Self.closeQuietly(descriptor) }

    package func read(at offset: Int64, count: Int) throws(FileFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes[filled...].withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, $0.count, off_t(offset) + off_t(filled))
            }
            if got < 0 {
                if errno == EINTR { continue }
                throw FileFailure(number: errno)
            }
            if got == 0 { break }
            filled += got
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    package func write(_ bytes: [UInt8], at offset: Int64) throws(FileFailure) {
        var written = 0
        while written < bytes.count {
            let put = bytes[written...].withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset) + off_t(written))
            }
            if put < 0 {
                if errno == EINTR { continue }
                throw FileFailure(number: errno)
            }
            written += put
        }
    }

    package func truncate(to size: Int64) throws(FileFailure) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw FileFailure(number: errno) }
    }

    package func synchronize() throws(FileFailure) {
        guard fsync(descriptor) == 0 else { throw FileFailure(number: errno) }
    }

    package func unlock() { _ = flock(descriptor, LOCK_UN) }

    /// Makes a new file's name durable; without it a power cut may lose the whole file.
    private static func synchronizeFolder(of path: String) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        _ = closeQuietly(descriptor)
    }

    private static func closeQuietly(_ descriptor: Int32) -> Int32 { close(descriptor) }
}
