import Documents

/// Where the parts of a pack stand, so that what is doubtful in a compiled pack can be shown in its file.
struct PackOutline {
    let source: SourceText
    private let root: YAMLNode?
    private let rules: [String: YAMLNode]

    init(_ files: PackFiles) {
        source = SourceText(file: files.path, bytes: files.bytes)
        root = YAMLReader.read(file: files.path, bytes: files.bytes).node
        var rules: [String: YAMLNode] = [:]
        for node in Self.items(Self.entry("rules", root)?.value) {
            if let id = Self.entry("id", node)?.value.scalar { rules[id] = node }
        }
        self.rules = rules
    }

    /// The place of a key of a rule, reached by keys and by numbers of items; of what is nearest to it where it is not
    /// written.
    func place(_ rule: String, _ path: String...) -> YAMLPlace? {
        guard var node = rules[rule] else { return nil }
        var place = Self.entry("id", node)?.value.place
        for step in path {
            if let index = Int(step) {
                let items = Self.items(node)
                guard items.indices.contains(index) else { return place }
                node = items[index]
                place = node.place
            } else {
                guard let entry = Self.entry(step, node) else { return place }
                node = entry.value
                place = entry.keyPlace
            }
        }
        return place
    }

    func place(ofLevel name: String) -> YAMLPlace? {
        Self.entry(name, Self.entry("levels", root)?.value)?.keyPlace
    }

    /// The definitions that nothing in the pack names.
    var unusedDefinitions: [YAMLEntry] {
        var named: Set<String> = []
        func collect(_ node: YAMLNode) {
            switch node.kind {
            case .scalar(let text): named.insert(text)
            case .sequence(let items): items.forEach(collect)
            case .mapping(let entries): entries.forEach { collect($0.value) }
            case .refused: break
            }
        }
        for key in ["define", "rules"] {
            if let node = Self.entry(key, root)?.value { collect(node) }
        }
        return (Self.entry("define", root)?.value.entries ?? []).filter { !named.contains($0.key) }
    }

    private static func entry(_ key: String, _ node: YAMLNode?) -> YAMLEntry? {
        node?.entries?.first { $0.key == key }
    }

    private static func items(_ node: YAMLNode?) -> [YAMLNode] {
        if case .sequence(let items) = node?.kind { items } else { [] }
    }
}
