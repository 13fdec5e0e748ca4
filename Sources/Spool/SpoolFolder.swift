import Foundation

/// The folder between a filler and the thread that reads: whole files in `ready`, begun ones in `part`, what the filler
/// must remember in `state`, and in `failed` what could not be read.
///
/// Only its owner may look into it. The filler alone adds files, the reading thread alone takes them away. All calls block
/// on the disk.
package struct SpoolFolder: Sendable, Hashable {
    package let path: String
    /// The most that waits in `ready`; a single larger file may.
    package let filesMax: Int
    package let bytesMax: Int64

    package init(path: String, filesMax: Int = 64, bytesMax: Int64 = 256 << 20) {
        self.path = path
        self.filesMax = filesMax
        self.bytesMax = bytesMax
    }

    package var ready: String { path + "/ready" }
    package var failed: String { path + "/failed" }
    private var part: String { path + "/part" }
    private var statePath: String { path + "/state" }

    /// Makes the folders that are missing.
    package func make() throws(FetchError) {
        try Self.makeParents(path)
        for folder in [path, ready, part, failed] {
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw problem(folder) }
        }
        guard chmod(path, 0o700) == 0, access(path, R_OK | W_OK | X_OK) == 0 else { throw problem(path) }
    }

    // MARK: Files

    /// A file name of something remote: the same for the same, another for another; nil where it would be too long.
    package static func fileName(_ remote: String) -> String? {
        var name = ""
        for (place, byte) in remote.utf8.enumerated() {
            let isPlain =
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                // Files whose names begin with a point are not read.
                case UInt8(ascii: "."): place > 0
                default: false
                }
            let digits = String(byte, radix: 16, uppercase: true)
            name += isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + digits
        }
        return name.isEmpty || name.utf8.count > 240 ? nil : name
    }

    /// Where a file of this name is written until it is whole.
    package func partPath(_ name: String) -> String { part + "/" + name }

    /// Whether a file of this name waits, or is being read. Once it does not any more, its lines are committed, or it was
    /// refused and lies in `failed`.
    package func holds(_ name: String) -> Bool { access(ready + "/" + name, F_OK) == 0 }

    /// Whether the last file of this name could not be read, and lies in `failed` until the next one is put.
    package func wasRefused(_ name: String) -> Bool { access(failed + "/" + name, F_OK) == 0 }

    /// Whether nothing waits.
    package var isEmpty: Bool { waiting.files == 0 }

    /// Whether one more file of this size may be put there.
    package func hasRoom(for bytes: Int64) -> Bool {
        let waiting = waiting
        return waiting.files == 0 || (waiting.files < filesMax && waiting.bytes + bytes <= bytesMax)
    }

    /// Puts the part of this name among the whole files, on the disk for good.
    ///
    /// Nothing is replaced: a file of this name that still waits is read first.
    ///
    /// - Returns: false while `holds(name)`; the part stays.
    package func put(_ name: String) throws(FetchError) -> Bool {
        guard !holds(name) else { return false }
        let target = ready + "/" + name
        try sync(partPath(name))
        unlink(failed + "/" + name)
        guard rename(partPath(name), target) == 0 else { throw problem(target) }
        try sync(ready)
        return true
    }

    /// Writes a small file and puts it among the whole ones.
    package func put(_ bytes: [UInt8], as name: String) throws(FetchError) -> Bool {
        guard !holds(name) else { return false }
        try write(bytes, to: partPath(name))
        return try put(name)
    }

    /// Takes a part away, if there is one.
    package func dropPart(_ name: String) { unlink(partPath(name)) }

    /// The names of all parts.
    package var parts: [String] { Self.names(part) }

    // MARK: State

    /// What was kept last; nil when nothing was, or it cannot be read as that any more.
    package func state<State: Decodable>(_ type: State.Type) -> State? {
        guard let data = FileManager.default.contents(atPath: statePath) else { return nil }
        return try? JSONDecoder().decode(type, from: data)
    }

    /// Keeps what must be known the next time, in place of what was kept before.
    package func keep(_ state: some Encodable) throws(FetchError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(state) else { throw problem(statePath) }
        try write([UInt8](data), to: statePath + ".new")
        guard rename(statePath + ".new", statePath) == 0 else { throw problem(statePath) }
        try sync(path)
    }

    // MARK: The disk

    private var waiting: (files: Int, bytes: Int64) {
        var found: (files: Int, bytes: Int64) = (0, 0)
        for name in Self.names(ready) {
            var status = stat()
            guard stat(ready + "/" + name, &status) == 0 else { continue }
            found.files += 1
            found.bytes += Int64(status.st_size)
        }
        return found
    }

    private static func names(_ folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    private static func makeParents(_ path: String) throws(FetchError) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        let parent = String(path[..<slash])
        guard access(parent, F_OK) != 0 else { return }
        try makeParents(parent)
        guard mkdir(parent, 0o700) == 0 || errno == EEXIST else { throw Self.problem(parent, errno) }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(FetchError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw problem(path) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw problem(path) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw problem(path) }
    }

    /// Waits until a file, or what a folder names, is on the disk.
    private func sync(_ path: String) throws(FetchError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw problem(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw problem(path) }
    }

    /// What the last call of the system failed with.
    private func problem(_ path: String) -> FetchError { Self.problem(path, errno) }

    private static func problem(_ path: String, _ number: Int32) -> FetchError {
        FetchError(
            .spool, "the spool cannot be written: \(String(cString: strerror(number)))", at: path,
            hint: "let this user write there, and see that the disk has room", isPassing: true)
    }
}
