import Foundation

/// An open file, or a folder, that other runs of the program leave alone while this object lives.
final class LockedFile {
    /// What every event begins with, as `EventEncoding` writes it: a torn line that begins otherwise is not ours.
    private static let beginning = Array(#"{"data":"#.utf8)
    /// More than a line has.
    private static let tailMax = 1 << 24
    private static let lockTries = 200

    private let descriptor: Int32
    private let path: String
    private(set) var size = 0

    init(path: String, isFolder: Bool) throws(SinkError) {
        self.path = path
        var descriptor: Int32 = -1
        for _ in 0..<Self.lockTries {
            descriptor = try Self.opened(path, isFolder: isFolder)
            do {
                try Self.lock(descriptor)
            } catch {
                close(descriptor)
                throw error
            }
            // Somebody may have moved it away before it was locked.
            if Self.isAt(path, descriptor) { break }
            close(descriptor)
            descriptor = -1
        }
        guard descriptor >= 0 else { throw SinkError(message: "the file is moved away all the time") }
        self.descriptor = descriptor
        guard !isFolder else { return }
        size = Int(max(lseek(descriptor, 0, SEEK_END), 0))
    }

    deinit { close(descriptor) }

    private static func opened(_ path: String, isFolder: Bool) throws(SinkError) -> Int32 {
        if isFolder {
            // because the texts are only read during the calls, here and below.
            _ = unsafe mkdir(path, 0o700)
            let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { throw SinkError(message: "the folder: \(SystemText.last)") }
            return descriptor
        }
        let isNew = unsafe open(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if isNew >= 0 {
            // Its name is to be there after any end of the power, too.
            let folder = unsafe open(
                (path as NSString).deletingLastPathComponent.orHere, O_RDONLY | O_DIRECTORY)
            if folder >= 0 {
                fsync(folder)
                close(folder)
            }
            return isNew
        }
        guard errno == EEXIST else { throw SinkError(message: "the file: \(SystemText.last)") }
        // One that somebody has as a pipe would let the opening wait.
        let descriptor = unsafe open(path, O_RDWR | O_APPEND | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw SinkError(message: "the file: \(SystemText.last)") }
        var status = stat()
        // because the call fills what it is given.
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw SinkError(message: "it is no ordinary file")
        }
        return descriptor
    }

    private static func lock(_ descriptor: Int32) throws(SinkError) {
        for _ in 0..<lockTries {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else { break }
            usleep(10_000)
        }
        throw SinkError(message: "somebody else holds its lock: \(SystemText.last)")
    }

    private static func isAt(_ path: String, _ descriptor: Int32) -> Bool {
        var (named, opened) = (stat(), stat())
        // because the calls fill what they are given.
        return unsafe stat(path, &named) == 0 && fstat(descriptor, &opened) == 0
            && named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
    }

    /// Cuts what stands after the last line end: an end in mid-write left it, and the event was not told as sent.
    ///
    /// - Throws: `SinkError` when that is no beginning of an event: the file is not one of ours.
    func cutTornLine() throws(SinkError) {
        guard size > 0 else { return }
        var tail: [UInt8] = []
        var start = size
        while start > 0, !tail.contains(UInt8(ascii: "\n")) {
            guard tail.count < Self.tailMax else { throw foreign }
            let count = min(65_536, start)
            start -= count
            var bytes = [UInt8](repeating: 0, count: count)
            // because no more is read than there is room for.
            guard unsafe pread(descriptor, &bytes, count, off_t(start)) == count else {
                throw SinkError(message: "the file cannot be read: \(SystemText.last)")
            }
            tail = bytes + tail
        }
        let kept = tail.lastIndex(of: UInt8(ascii: "\n")).map { start + $0 + 1 } ?? 0
        guard kept < size else { return }
        let torn = tail.suffix(size - kept)
        guard torn.prefix(Self.beginning.count).elementsEqual(Self.beginning.prefix(torn.count)) else {
            throw foreign
        }
        try cut(to: kept)
    }

    private var foreign: SinkError { SinkError(message: "the file ends in something that is no event") }

    /// Appends, and waits for the disk. What could not be written whole is taken back.
    func append(_ bytes: [UInt8]) throws(SinkError) {
        guard !bytes.isEmpty else { return }
        let before = size
        do throws(SinkError) {
            try write(bytes)
            guard fsync(descriptor) == 0 else {
                throw SinkError(message: "the disk does not keep it: \(SystemText.last)")
            }
            size = before + bytes.count
        } catch {
            try? cut(to: before)
            throw error
        }
    }

    private func write(_ bytes: [UInt8]) throws(SinkError) {
        var written = 0
        while written < bytes.count {
            // because what is written lies within the bytes.
            let count = unsafe bytes.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return -1 }
                return unsafe Foundation.write(descriptor, base + written, bytes.count - written)
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw SinkError(message: "the file: \(SystemText.last)")
            }
        }
    }

    private func cut(to length: Int) throws(SinkError) {
        guard ftruncate(descriptor, off_t(length)) == 0, fsync(descriptor) == 0 else {
            throw SinkError(message: "the torn line cannot be cut: \(SystemText.last)")
        }
        size = length
    }
}

extension String {
    /// The folder of a name without one.
    fileprivate var orHere: String { isEmpty ? "." : self }
}
