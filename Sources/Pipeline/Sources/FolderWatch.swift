import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Tells that something changed in a folder; nil where the system cannot, and looking from time to time has to do.
final class FolderWatch {
    let descriptor: Int32

    init?(_ folder: String) {
        #if os(Linux)
            descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
            guard descriptor >= 0 else { return nil }
            let events =
                UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO) | UInt32(IN_CREATE) | UInt32(IN_ONLYDIR)
            guard inotify_add_watch(descriptor, folder, events) >= 0 else {
                close(descriptor)
                return nil
            }
        #else
            return nil
        #endif
    }

    deinit { close(descriptor) }

    /// Takes what was told; whether there was anything. What it was does not matter: the folder is looked at as a whole.
    func takeChanges() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        var told = false
        while read(descriptor, &bytes, bytes.count) > 0 { told = true }
        return told
    }
}
