/// Readers of single values. `key` is what messages call the value.
extension Findings {
    /// The entries of a mapping.
    package func mapping(_ node: YAMLNode, _ what: String) -> [YAMLEntry]? {
        if let entries = node.entries { return entries }
        wrongShape(node, "\(what) is a mapping (`key: value`)")
        return nil
    }

    /// The items of a list.
    package func list(_ node: YAMLNode, _ key: String) -> [YAMLNode]? {
        if case .sequence(let nodes) = node.kind { return nodes }
        wrongShape(node, "`\(key)` is a list (`[…]`, or lines that begin with `- `)")
        return nil
    }

    /// A single text that is not empty.
    package func text(_ node: YAMLNode, _ key: String) -> String? {
        guard let text = node.scalar else {
            wrongShape(node, "\(quoted(key)) is a single value")
            return nil
        }
        if text.isEmpty {
            error(.noValue, at: node.place, "\(quoted(key)) has no value")
            return nil
        }
        return text
    }

    /// One text, or a list of texts; never empty.
    package func texts(_ node: YAMLNode, _ key: String) -> [String]? {
        guard case .sequence(let nodes) = node.kind else { return text(node, key).map { [$0] } }
        if nodes.isEmpty {
            error(
                .noValue, at: node.place, "\(quoted(key)) is an empty list", help: "name at least one value")
            return nil
        }
        let texts = nodes.map { text($0, key) }
        return texts.contains(nil) ? nil : texts.compactMap(\.self)
    }

    package func integer(_ node: YAMLNode, _ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = text(node, key) else { return nil }
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.count <= 18, digits.allSatisfy({ (48...57).contains($0) }),
            let number = Int(text)
        else {
            error(.notANumber, at: node.place, "\(quoted(key)) is a whole number, not \(quoted(text))")
            return nil
        }
        guard range.contains(number) else {
            error(
                .outOfRange, at: node.place,
                "\(quoted(key)) is \(number), and must be from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// One of a few words.
    package func word(_ node: YAMLNode, _ key: String, among words: [String]) -> String? {
        guard let text = text(node, key) else { return nil }
        if words.contains(text) { return text }
        error(
            .unknownWord, at: node.place, "\(quoted(key)) does not know \(quoted(text))",
            help: suggestion(for: text, among: words))
        return nil
    }

    /// `true` or `false`.
    package func flag(_ node: YAMLNode, _ key: String) -> Bool? {
        word(node, key, among: ["true", "false"]).map { $0 == "true" }
    }

    /// A length of time in seconds: `30s`, `90min`, `48h`, `30d`, `12w`; at most a hundred years.
    package func seconds(_ node: YAMLNode, _ key: String, from least: Int64 = 1) -> Int64? {
        guard let text = text(node, key) else { return nil }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        let units: [Substring: Int64] = ["s": 1, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        guard !digits.isEmpty, let scale = units[unit], digits.count <= 10, let number = Int64(digits) else {
            error(
                .badDuration, at: node.place, "\(quoted(key)) is a length of time, not \(quoted(text))",
                help: "write a whole number and s, min, h, d or w: `30s`, `90min`, `48h`, `30d`, `12w`")
            return nil
        }
        // Ten digits of weeks fit.
        let seconds = number * scale
        guard seconds >= least, seconds <= 36_525 * 86_400 else {
            error(
                .outOfRange, at: node.place,
                "\(quoted(key)) is \(quoted(text)), and must be from \(least)s to 36525d")
            return nil
        }
        return seconds
    }

    /// A name that ids are made of: letters, digits, `-`, `_` and `.`.
    package func name(_ node: YAMLNode, _ key: String) -> String? {
        guard let text = text(node, key) else { return nil }
        let isName =
            text.utf8.count <= 64
            && text.utf8.enumerated().allSatisfy { index, byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    true
                case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): index > 0
                default: false
                }
            }
        if isName { return text }
        error(
            .badName, at: node.place, "\(quoted(key)) is a name, and \(quoted(text)) is none",
            help: "use letters, digits, `-`, `_` and `.`, at most 64 of them")
        return nil
    }

    package func unknownKey(_ entry: YAMLEntry, in what: String, keys: [String]) {
        error(
            .unknownKey, at: entry.keyPlace, "\(what) has no key \(quoted(entry.key))",
            help: suggestion(for: entry.key, among: keys))
    }

    package func wrongShape(_ node: YAMLNode, _ wanted: String) {
        if case .refused = node.kind { return }
        if node.scalar == "" {
            error(.noValue, at: node.place, "\(wanted), and nothing stands here")
        } else {
            error(.wrongShape, at: node.place, "\(wanted), not \(node.shape)")
        }
    }
}
