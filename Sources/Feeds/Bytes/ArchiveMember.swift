import CArchive
import Documents

/// A member of an archive, by its header.
struct ArchiveMember: Hashable {
    /// With its folders, as the archive writes it; what cannot be shown is replaced. Empty where it has none.
    let name: String
    let isFile: Bool
    let isEncrypted: Bool

    /// - Parameter entry: what libarchive read last.
    init(_ entry: OpaquePointer) {
        // because the texts are copied at once, and the entry is libarchive's own.
        let text = unsafe archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
        name = unsafe text.map { unsafe visible(String(cString: $0)) } ?? ""
        isFile = unsafe archive_entry_filetype(entry) == 0o100000 && archive_entry_hardlink(entry) == nil
        isEncrypted = unsafe archive_entry_is_encrypted(entry) != 0
    }

    /// Whether it may hold lines: no folder or link, nothing hidden or of the archiver's own, no marker that says the archive is complete.
    var isRead: Bool {
        guard isFile, !name.hasSuffix(".complete") else { return false }
        return name.split(separator: "/").allSatisfy {
            $0 != "__MACOSX" && (!$0.hasPrefix(".") || $0 == "." || $0 == "..")
        }
    }

    /// Whether only workbooks and documents of an office program have such a member.
    var isOfWorkbook: Bool {
        name == "[Content_Types].xml" || name == "_rels/.rels" || name == "mimetype"
            || name.hasPrefix("xl/") && name.hasSuffix(".xml")
    }
}

/// The last bytes of an archive.
struct ArchiveTail {
    private var bytes: [UInt8] = []
    /// The end of a ZIP archive, with the longest comment.
    private static let length = 22 + 65_535

    mutating func add(_ more: UnsafeRawBufferPointer) {
        // because they are copied at once.
        unsafe bytes.append(contentsOf: more.suffix(ArchiveTail.length))
        if bytes.count > 2 * ArchiveTail.length { bytes.removeFirst(bytes.count - ArchiveTail.length) }
    }

    /// Whether an archive ends as such archives do.
    func isEnd(of kind: InputShape.Archive) -> Bool {
        switch kind {
        case .tar: return bytes.count >= 512 && bytes.suffix(512).allSatisfy { $0 == 0 }
        case .zip:
            guard bytes.count >= 22 else { return false }
            let mark: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
            for start in max(0, bytes.count - ArchiveTail.length)...bytes.count - 22
            where bytes[start..<start + 4].elementsEqual(mark) {
                let comment = Int(bytes[start + 20]) | Int(bytes[start + 21]) << 8
                if start + 22 + comment == bytes.count { return true }
            }
            return false
        }
    }
}
