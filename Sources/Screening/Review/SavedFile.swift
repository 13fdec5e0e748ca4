import Foundation

/// A file that is replaced as a whole: after a power cut it is the old one or the new one, never half of one.
package enum SavedFile {
    /// What the system said.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        package var number: Int32

        package init(number: Int32) { self.number = number }

        package var description: String { String(cString: strerror(number)) }
    }

    /// Writes the file beside its place, forces it to the disk, and puts it in its place. Blocks.
    ///
    /// The file keeps its permissions; a link is followed, and what it leads to is replaced. Only ordinary files
    /// are replaced.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(Problem) {
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let folder = target.deletingLastPathComponent().path
        var told = stat()
        let isThere = stat(target.path, &told) == 0
        // A device or a pipe would be replaced by a file.
        guard !isThere || told.st_mode & S_IFMT == S_IFREG else { throw Problem(number: ENOTSUP) }
        let mode = isThere ? told.st_mode & 0o777 : 0o644
        // In the same folder, for only there it can be put in place in one step.
        let temporary = "\(folder)/.\(target.lastPathComponent).\(getpid()).tmp"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Problem(number: errno) }
        do throws(Problem) {
            // What the mask of the process took away.
            if isThere { fchmod(descriptor, mode) }
            try write(bytes, to: descriptor)
            guard fsync(descriptor) == 0 else { throw Problem(number: errno) }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        close(descriptor)
        guard rename(temporary, target.path) == 0 else {
            let problem = Problem(number: errno)
            unlink(temporary)
            throw problem
        }
        synchronize(folder)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Problem) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { buffer in
                Foundation.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Problem(number: errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes the new name durable; what is in place is whole either way.
    private static func synchronize(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
