/// A feed file that was guessed: what it says, and why.
package struct FeedDraft: Sendable, Hashable {
    /// One line of it: a key with its value as YAML writes it, and the reason.
    struct Entry: Sendable, Hashable {
        var key: String
        var value: String
        var reason: String
        /// Somebody should look at it.
        var isDoubtful = false
    }

    var entries: [Entry] = []
    var fields: [Entry] = []
    var tokens: [Entry] = []
    /// Whole lines, after the fields: kinds, units, references.
    var further: [Entry] = []
    /// What stands as comments below: columns that were not mapped, and why.
    var notes: [String] = []

    /// How many entries somebody should look at.
    package var doubts: Int { (entries + fields + tokens + further).filter(\.isDoubtful).count }

    /// The feed file, with a comment behind each entry; `# ?` is before what was not certain.
    package func yaml(of source: String) -> String {
        var lines = [
            "# Guessed from \(source) by `tillwatch feed infer`. Look at every `# ?`, then try it:",
            "# tillwatch feed check \(source) --feed THIS-FILE",
        ]
        func add(_ entry: Entry, _ indent: String) {
            let text = "\(indent)\(entry.key): \(entry.value)"
            let comment = (entry.isDoubtful ? "# ? " : "# ") + entry.reason
            lines.append(entry.reason.isEmpty ? text : text.padded(to: 44) + " " + comment)
        }
        for entry in entries { add(entry, "") }
        if !fields.isEmpty { lines.append("fields:") }
        for entry in fields { add(entry, "  ") }
        if !tokens.isEmpty { lines.append("tokens:") }
        for entry in tokens { add(entry, "  ") }
        for entry in further { add(entry, "") }
        lines += notes.map { "# " + $0 }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A text as YAML reads it again, whatever it holds.
    static func quoted(_ text: String) -> String {
        let isPlain =
            text.first?.isLetter == true
            && text.allSatisfy { ($0.isLetter || $0.isNumber || "_-".contains($0)) }
            && !["true", "false", "yes", "no", "on", "off", "null", "y", "n", "~"].contains(text.lowercased())
        if isPlain { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\t": result += "\\t"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            default:
                if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                    result += "\\x" + String(format2(scalar.value))
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    private static func format2(_ value: UInt32) -> String {
        let text = String(value, radix: 16)
        return text.count < 2 ? "0" + text : text
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        count < width ? self + String(repeating: " ", count: width - count) : self
    }
}
