/// Reads one YAML document into a tree in which every scalar is the text that stands there.
///
/// A file is hostile input: it is bounded in size (1 MiB) and depth (32); anchors, aliases, tags, repeated keys, several
/// documents and characters that do not belong in a text file are refused, each with its place. The parser's events
/// are taken one by one, since composing a tree by recursion would let a file choose the depth of our stack.
package enum YAMLReader {
    package static let sizeMax = 1 << 20
    package static let depthMax = 32

    /// Reads a document.
    ///
    /// - Parameters:
    ///   - file: what messages call the file.
    ///   - bytes: the whole file.
    /// - Returns: the tree, nil when there is none to go on with; and what is wrong, in order of place. A tree
    ///   may come with errors: go on reading to find more, and use nothing of it.
    package static func read(file: String, bytes: [UInt8]) -> (node: YAMLNode?, diagnostics: [Diagnostic]) {
        let findings = Findings(file: file, bytes: bytes, atMost: sizeMax)
        if findings.hasErrors { return (nil, findings.diagnostics) }
        let source = findings.source
        guard charactersAreText(source, findings) else { return (nil, findings.diagnostics) }
        let node = source.bytes.withUnsafeBufferPointer { buffer in
            var builder = YAMLTreeBuilder(findings: findings, depthMax: depthMax)
            let parser = YAMLEvents(buffer)
            while let event = parser.next() {
                if !builder.take(event) { return YAMLNode?.none }
            }
            return builder.root
        }
        if node == nil, !findings.hasErrors {
            findings.error(.emptyFile, at: nil, "the file holds nothing")
        }
        return (node, findings.diagnostics)
    }

    /// Whether the file is UTF-8 without control characters; the parser would name no place.
    package static func charactersAreText(_ source: SourceText, _ findings: Findings) -> Bool {
        var offset = 0
        var decoder = UTF8()
        var bytes = source.bytes.makeIterator()
        while true {
            switch decoder.decode(&bytes) {
            case .emptyInput: return true
            case .error:
                findings.error(
                    .notUTF8, at: source.place(at: offset), "the file is not UTF-8 from here on",
                    help: "save it as UTF-8")
                return false
            case .scalarValue(let scalar):
                if !isText(scalar) {
                    findings.error(
                        .controlCharacter, at: source.place(at: offset),
                        "the character U+\(String(scalar.value, radix: 16, uppercase: true)) does not belong in a text file",
                        help: "take it out, or write it as an escape in double quotes")
                    return false
                }
                offset += UTF8.width(scalar)
            }
        }
    }

    private static func isText(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: true
        // Next line and the separators end lines for YAML 1.1 and for no editor.
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
        default: true
        }
    }
}
