import Documents

/// Where the files that a pack names come from: the disk, or what was read from it before.
final class PackFileSource {
    /// Why a file is not there.
    struct Missing: Error {
        let reason: String
    }

    private(set) var files: PackFiles
    private let readsDisk: Bool

    /// - Parameter readsDisk: whether what `files` lacks is read; else it is missing.
    init(_ files: PackFiles, readsDisk: Bool) {
        self.files = files
        self.readsDisk = readsDisk
    }

    func list(_ name: String) -> Result<[UInt8], Missing> {
        let found = bytes(name, files.lists[name], sizeMax: YAMLReader.sizeMax)
        if case .success(let bytes) = found { files.lists[name] = bytes }
        return found
    }

    func values(_ name: String) -> Result<[UInt8], Missing> {
        let found = bytes(name, files.values[name], sizeMax: ValuesFileReader.sizeMax)
        if case .success(let bytes) = found { files.values[name] = bytes }
        return found
    }

    private func bytes(_ name: String, _ known: [UInt8]?, sizeMax: Int) -> Result<[UInt8], Missing> {
        if let known { return .success(known) }
        guard readsDisk else {
            return .failure(Missing(reason: "it is not among the files of the pack"))
        }
        do {
            return .success(try DocumentFile.read(files.path(of: name), sizeMax: sizeMax))
        } catch {
            return .failure(Missing(reason: error.message))
        }
    }
}
