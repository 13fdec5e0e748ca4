import Documents

extension Confidentiality {
    /// What a pack says of who may see it, whether or not it compiles; nil where it says nothing.
    ///
    /// A file that cannot be read so far may be anything: one that has the word in it is taken for confidential.
    package init?(statedBy files: PackFiles) {
        guard files.bytes.contains(Array("confidential".utf8)) else { return nil }
        guard let root = YAMLReader.read(file: files.path, bytes: files.bytes).node,
            let head = root.entries?.first(where: { $0.key == "pack" })?.value.entries
        else {
            self.init()
            return
        }
        guard let node = head.first(where: { $0.key == "confidential" })?.value else { return nil }
        self.init(reveal: node.entries?.first { $0.key == "reveal" }?.value.scalar)
    }
}
