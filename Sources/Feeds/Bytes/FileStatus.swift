#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the system knows of a name: what kind of thing it leads to, its size and when it was last changed.
package struct FileStatus: Sendable, Hashable {
    package enum Kind: Sendable, Hashable { case file, folder, socket, other }

    package var kind: Kind
    package var size: Int64
    /// Microseconds since 1970.
    package var modified: Int64

    /// Blocks on the disk.
    ///
    /// - Parameter followsLinks: whether what a link leads to is meant.
    /// - Returns: nil where there is nothing of this name, or it may not be looked at; `errno` tells why.
    package static func of(_ path: String, followsLinks: Bool = true) -> FileStatus? {
        var status = stat()
        // because both calls take a text that lives as long as they do, and a place that is ours.
        let result = followsLinks ? unsafe stat(path, &status) : unsafe lstat(path, &status)
        guard result == 0 else { return nil }
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFSOCK: .socket
            default: .other
            }
        #if canImport(Darwin)
            let modified = status.st_mtimespec
        #else
            let modified = status.st_mtim
        #endif
        return FileStatus(
            kind: kind, size: Int64(status.st_size),
            modified: Int64(modified.tv_sec) * 1_000_000 + Int64(modified.tv_nsec) / 1_000)
    }
}
