import Documents
import Purchases

/// Reads a file of values, one a line; blank lines and lines that begin with `#` say nothing.
struct ValuesFileReader {
    static let sizeMax = 4 << 20
    static let filesMax = 16

    private let context: PackContext
    private var findings: Findings { context.findings }

    init(_ context: PackContext) { self.context = context }

    /// The values of the file that a pack names at a place; nil, with diagnostics, when it or one of them is wrong.
    ///
    /// - Parameter check: reads one value as the field wants it, and reports to the findings of the file.
    func values(
        _ node: YAMLNode, _ field: Field, _ check: (YAMLNode, Findings) -> ExactText?
    ) -> [ExactText]? {
        guard let name = findings.text(node, "file") else { return nil }
        if let known = context.valueFiles.known(name, field) { return known }
        let values = read(name, at: node.place, check)
        context.valueFiles.keep(values, name, field)
        return values
    }

    private func read(
        _ name: String, at place: YAMLPlace, _ check: (YAMLNode, Findings) -> ExactText?
    ) -> [ExactText]? {
        guard context.valueFiles.admits(name) else {
            findings.error(
                .outOfRange, at: place, "the pack names more than \(Self.filesMax) files of values")
            return nil
        }
        let path = context.files.files.path(of: name)
        let bytes: [UInt8]
        switch context.files.values(name) {
        case .success(let found): bytes = found
        case .failure(let missing):
            findings.error(
                .valuesFileUnreadable, at: place,
                "the file \(quoted(name)) cannot be read: \(missing.reason)",
                help: "paths count from the pack's folder; looked for \(quoted(path))")
            return nil
        }
        let source = SourceText(file: path, bytes: bytes)
        let found = Findings(source)
        defer { findings.add(found.diagnostics) }
        guard YAMLReader.charactersAreText(source, found) else { return nil }
        let values = lines(of: source, found, check)
        if values?.isEmpty == true {
            findings.error(
                .noValue, at: place, "the file \(quoted(name)) holds no value",
                help: "write one value a line; lines that begin with `#` are comments")
            return nil
        }
        return values
    }

    private func lines(
        of source: SourceText, _ found: Findings, _ check: (YAMLNode, Findings) -> ExactText?
    ) -> [ExactText]? {
        var values: [ExactText] = []
        var seen: Set<ExactText> = []
        var isWhole = true
        var number = 1
        while let line = source.line(at: number) {
            let scalars = line.unicodeScalars
            let start = scalars.firstIndex { !isSpace($0) } ?? scalars.endIndex
            let end = scalars.lastIndex { !isSpace($0) }.map(scalars.index(after:)) ?? start
            if start < end, scalars[start] != "#" {
                let place = YAMLPlace(
                    line: number, column: scalars.distance(from: scalars.startIndex, to: start) + 1)
                let node = YAMLNode(place: place, kind: .scalar(String(scalars[start..<end])))
                if let value = check(node, found) {
                    if seen.insert(value).inserted { values.append(value) }
                } else {
                    isWhole = false
                }
            }
            number += 1
        }
        return isWhole ? values : nil
    }

    private func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
}

/// The files of values that a pack has named so far, each read once for each field.
struct ValueFiles {
    private struct Use: Hashable {
        var name: ExactText
        var field: Field
    }

    private var read: [Use: [ExactText]?] = [:]
    /// In the order in which the pack names them.
    private(set) var names: [String] = []

    /// Nil: not read yet. A file that could not be read was reported once and gives no values again.
    func known(_ name: String, _ field: Field) -> [ExactText]?? {
        read[Use(name: ExactText(name), field: field)]
    }

    mutating func admits(_ name: String) -> Bool {
        if names.contains(name) { return true }
        guard names.count < ValuesFileReader.filesMax else { return false }
        names.append(name)
        return true
    }

    mutating func keep(_ values: [ExactText]?, _ name: String, _ field: Field) {
        read[Use(name: ExactText(name), field: field)] = .some(values)
    }
}
