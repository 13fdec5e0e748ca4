/// Builds the tree from the parser's events, on a stack of its own with a bound.
struct YAMLTreeBuilder {
    /// A list or mapping that is not closed yet; a class, so that adding to it never copies what it holds.
    private final class Frame {
        let place: YAMLPlace
        let isMapping: Bool
        var nodes: [YAMLNode] = []
        var entries: [YAMLEntry] = []
        var keys: [[UInt8]: YAMLPlace] = [:]
        /// The key whose value comes next; a refused key has its value thrown away.
        var key: (text: String?, place: YAMLPlace)?

        init(_ place: YAMLPlace, isMapping: Bool) {
            self.place = place
            self.isMapping = isMapping
        }
    }

    private let findings: Findings
    private let depthMax: Int
    private var stack: [Frame] = []
    private var documents = 0
    private(set) var root: YAMLNode?

    init(findings: Findings, depthMax: Int) {
        self.findings = findings
        self.depthMax = depthMax
    }

    /// Takes the next event; false when reading cannot go on.
    mutating func take(_ event: YAMLEvent) -> Bool {
        switch event {
        case .scalar(let text, let place, let anchored, let tagged):
            check(place, anchored, tagged)
            put(YAMLNode(place: place, kind: .scalar(text)))
        case .alias(let place):
            findings.error(
                .alias, at: place, "aliases are not allowed",
                help: "write it out, or, in a pack, name it under `define`")
            put(YAMLNode(place: place, kind: .refused))
        case .sequenceStart(let place, let anchored, let tagged):
            check(place, anchored, tagged)
            return open(Frame(place, isMapping: false))
        case .mappingStart(let place, let anchored, let tagged):
            check(place, anchored, tagged)
            return open(Frame(place, isMapping: true))
        case .end: close()
        case .documentStart(let place):
            documents += 1
            if documents > 1 {
                findings.error(
                    .severalDocuments, at: place, "a second document begins here; a file holds one",
                    help: "take out the line `---`, or make it a file of its own")
                return false
            }
        case .failure(let problem, let context, let place):
            fail(problem, context, place)
            return false
        case .tooDeep(let place):
            reportDepth(place)
            return false
        case .none: break
        }
        return true
    }

    private func fail(_ problem: String, _ context: String?, _ parserPlace: YAMLPlace) {
        let place = findings.source.placeInText(parserPlace)
        let at = place.column - 1
        let scalars = findings.source.line(at: place.line)?.unicodeScalars
        if let scalars, at < scalars.count, scalars[scalars.index(scalars.startIndex, offsetBy: at)] == "\t" {
            findings.error(.tab, at: place, "a tab where YAML wants spaces", help: "indent with spaces")
            return
        }
        let whole = context.map { "\($0): \(problem)" } ?? problem
        findings.error(
            .syntax, at: place, whole, help: "check the indentation, and quote texts that hold `: ` or ` #`")
    }

    private func check(_ place: YAMLPlace, _ anchored: Bool, _ tagged: Bool) {
        if anchored {
            findings.error(
                .alias, at: place, "anchors are not allowed",
                help: "write it out, or, in a pack, name it under `define`")
        }
        if tagged {
            findings.error(
                .tag, at: place, "tags are not allowed", help: "take out the word that begins with `!`")
        }
    }

    private mutating func open(_ frame: Frame) -> Bool {
        stack.append(frame)
        if stack.count <= depthMax { return true }
        reportDepth(frame.place)
        return false
    }

    private func reportDepth(_ place: YAMLPlace) {
        findings.error(
            .tooDeep, at: findings.source.placeInText(place), "nested more than \(depthMax) levels deep")
    }

    private mutating func close() {
        guard let frame = stack.popLast() else { return }
        put(
            YAMLNode(
                place: frame.place, kind: frame.isMapping ? .mapping(frame.entries) : .sequence(frame.nodes)))
    }

    private mutating func put(_ node: YAMLNode) {
        guard let frame = stack.last else {
            root = node
            return
        }
        guard frame.isMapping else {
            frame.nodes.append(node)
            return
        }
        if let key = frame.key {
            if let text = key.text {
                frame.entries.append(YAMLEntry(key: text, keyPlace: key.place, value: node))
            }
            frame.key = nil
        } else {
            frame.key = (acceptedKey(node, in: frame), node.place)
        }
    }

    private func acceptedKey(_ node: YAMLNode, in frame: Frame) -> String? {
        guard let text = node.scalar else {
            if case .refused = node.kind { return nil }
            findings.error(.keyNotText, at: node.place, "a key must be a single text, not \(node.shape)")
            return nil
        }
        let bytes = Array(text.utf8)
        if let first = frame.keys[bytes] {
            findings.error(
                .duplicateKey, at: node.place,
                "the key \(quoted(text)) stands here a second time; the first is at \(first.line):\(first.column)",
                help: "keep one of them")
            return nil
        }
        frame.keys[bytes] = node.place
        return text
    }
}
