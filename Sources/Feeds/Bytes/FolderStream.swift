import Documents

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The tables of a folder, and its `index.xml`, as one text: each from a line of its own, in bytewise order of their names.
///
/// A folder is an input where it is a set of tables that belong together; any other is not, its files are.
final class FolderStream: ByteStream {
    /// How many files a folder may have that are read.
    static let filesMax = 1000

    private let folder: String
    private var names: ArraySlice<String>
    private var descriptor: Int32 = -1

    /// - Throws: where the folder cannot be listed, or has too many files.
    init(_ folder: String) throws(FeedError) {
        self.folder = folder
        names = try FolderStream.files(folder)[...]
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func read(into room: UnsafeMutableRawBufferPointer) throws(FeedError) -> ByteStep {
        guard let start = room.baseAddress else { return .end }
        if descriptor < 0 {
            guard let name = names.popFirst() else { return .end }
            let path = folder + "/" + name
            // because open takes a text that lives as long as the call.
            descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            if descriptor < 0 { throw DescriptorStream.unreadable(path, errno) }
        }
        let step = unsafe try DescriptorStream.read(
            descriptor, into: start, count: room.count, waits: true, source: folder)
        if case .bytes = step { return step }
        close(descriptor)
        descriptor = -1
        unsafe room.storeBytes(of: UInt8(ascii: "\n"), as: UInt8.self)
        return .bytes(1)
    }

    /// Whether a folder holds the tables of a DSFinV-K export.
    static func isSet(_ folder: String) -> Bool {
        ["lines.csv", "transactions.csv"].allSatisfy { name in
            // because the call takes a text that lives as long as it does.
            unsafe access(folder + "/" + name, R_OK) == 0
        }
    }

    /// Whether a file or the member of an archive may be a table, or the index of tables.
    static func isTable(_ name: String) -> Bool {
        let name = name.lowercased()
        return !name.hasPrefix(".") && (name.hasSuffix(".csv") || name.hasSuffix(".xml"))
    }

    private static func files(_ folder: String) throws(FeedError) -> [String] {
        // because opendir takes a text that lives as long as the call, and what it gives is closed below.
        guard let listing = unsafe opendir(folder) else { throw DescriptorStream.unreadable(folder, errno) }
        defer { unsafe closedir(listing) }
        var names: [String] = []
        // because the entry is copied before the next call.
        while let entry = unsafe readdir(listing) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { place in
                // because d_name is a text that ends within its room.
                unsafe place.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            guard isTable(name), isFile(folder + "/" + name) else { continue }
            names.append(name)
            guard names.count <= filesMax else {
                throw FeedError(
                    .tablesTooLarge, source: folder, message: "the folder has more than \(filesMax) tables",
                    help: "give each export a folder of its own")
            }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        // because the call takes a text that lives as long as it does, and a place that is ours.
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
