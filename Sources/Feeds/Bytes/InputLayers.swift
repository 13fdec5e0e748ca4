import Documents

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What lies between the bytes of an input as they are and the text that is read: unpacking, members, UTF-16.
final class InputLayers {
    /// The bytes as they are.
    let raw: DescriptorStream
    private let path: String
    private let bounds: UnpackBounds
    private let meter: UnpackMeter
    /// What is read from.
    private(set) var top: any ByteStream
    private var archive: ArchiveReader?
    private var members = 0

    /// - Parameters:
    ///   - prefix: what was read of a pipe already; of a file nothing, which is read again from where it begins.
    init(
        raw: DescriptorStream, prefix: [UInt8], path: String, bounds: UnpackBounds, totalBytes: Int64?
    ) {
        self.raw = raw
        self.path = path
        self.bounds = bounds
        meter = UnpackMeter(bounds, source: path, raw: raw, totalBytes: totalBytes)
        top = prefix.isEmpty ? raw : PrefixedStream(prefix, raw)
    }

    /// Whether members are read, one after another.
    var isArchive: Bool { archive != nil }

    /// Unpacks what is read from here on.
    func unpack(_ kind: InputShape.Compression) throws(FeedError) {
        switch kind {
        case .gzip: top = try GzipStream(top, source: path, meter: meter)
        default:
            top = try ArchiveReader(
                .compressed(kind), upstream: top, seekable: nil, source: path, meter: meter)
        }
    }

    /// Takes what is read from here on for an archive. Its first member is next.
    ///
    /// - Parameters:
    ///   - prefix: what was read of it already.
    ///   - isWhole: whether it is the input itself, not what that came to.
    func open(_ kind: InputShape.Archive, prefix: [UInt8], isWhole: Bool) throws(FeedError) {
        let upstream = prefix.isEmpty ? top : PrefixedStream(prefix, top)
        // A directory stands at the end of a ZIP archive; what can be read from anywhere is read by it.
        let canSeek = isWhole && kind == .zip && raw.origin != nil
        archive = try ArchiveReader(
            .archive(kind), upstream: upstream, seekable: canSeek ? raw : nil, source: path, meter: meter)
    }

    /// Takes what is read from here on for UTF-16.
    ///
    /// - Parameter prefix: what was read of it already, without the mark.
    func decode(_ order: UTF16Stream.Order, prefix: [UInt8]) {
        top = UTF16Stream(prefix.isEmpty ? top : PrefixedStream(prefix, top), order: order)
    }

    /// Goes to the next member that may hold lines.
    ///
    /// - Returns: its name; nil after the last one, and where there is no archive.
    func nextMember() throws(FeedError) -> String? {
        guard let archive else { return nil }
        while let member = try archive.next() {
            members += 1
            if members > bounds.members { throw meter.tooMuch("it has more than \(bounds.members) members") }
            if member.name.utf8.count > bounds.name {
                throw meter.tooMuch("the name of a member has more than \(bounds.name) bytes")
            }
            if archive.form == .archive(.zip), member.isOfWorkbook {
                throw FeedError(
                    .inputWorkbook, source: path, message: "this is a workbook or another office document",
                    help: "let a program make CSV of it: `xlsx2csv FILE | tillwatch scan … -`, or export CSV")
            }
            guard member.isRead else {
                try leave(archive, member)
                continue
            }
            let name = "\(path)!\(member.name.isEmpty ? "\(members)" : member.name)"
            if member.isEncrypted {
                throw FeedError(
                    .inputEncrypted, source: name, message: "this is encrypted",
                    help: "unpack it with its password, and scan the files that it holds")
            }
            top = archive
            return name
        }
        return nil
    }

    /// Reads over a member, so that it is counted and checked like the others.
    private func leave(_ archive: ArchiveReader, _ member: ArchiveMember) throws(FeedError) {
        guard member.isFile, !member.isEncrypted else { return }
        var scratch = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            // because the pointer does not leave the closure.
            let step = unsafe scratch.withUnsafeMutableBytes { room -> Result<ByteStep, FeedError> in
                do throws(FeedError) { return .success(unsafe try archive.read(into: room)) } catch {
                    return .failure(error)
                }
            }
            guard case .bytes = try step.get() else { return }
        }
    }

    /// Reads all members as one text from here on, each from a line of its own.
    func join() { top = JoinedMembers(self) }

    /// Reads a folder from here on.
    func join(_ folder: FolderStream) { top = folder }

    /// The members of an archive, one after another.
    private final class JoinedMembers: ByteStream {
        private unowned let layers: InputLayers
        private var member: (any ByteStream)?

        init(_ layers: InputLayers) { self.layers = layers }

        func read(into room: UnsafeMutableRawBufferPointer) throws(FeedError) -> ByteStep {
            while true {
                if let member {
                    if case .bytes(let count) = unsafe try member.read(into: room) { return .bytes(count) }
                    self.member = nil
                    unsafe room.storeBytes(of: UInt8(ascii: "\n"), as: UInt8.self)
                    return .bytes(1)
                }
                guard let name = try layers.nextMember() else { return .end }
                let next = layers.top
                // Whoever reads the input goes on reading here.
                layers.top = self
                // Manuals and pictures may stand beside the tables.
                let file = name.split(separator: "/").last.map(String.init) ?? name
                if FolderStream.isTable(file) { member = next }
            }
        }
    }
}
