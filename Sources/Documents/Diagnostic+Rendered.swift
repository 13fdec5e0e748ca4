extension Diagnostic {
    /// The diagnostic for people: `file:line:column: error[CODE]: message`, the line with a caret, `help: …`.
    ///
    /// Ends without a line break. Control characters of the file are made visible, never sent to a terminal.
    package func rendered(color: Bool) -> String {
        var place = visible(file)
        if line > 0, line < .max { place += ":\(line):\(column)" }
        let tone = severity == .error ? "31" : "33"
        let label = painted("\(severity.rawValue)[\(code)]", "1;\(tone)", color)
        var text = "\(painted(place, "1", color)): \(label): \(visible(message))"
        if let excerpt = excerpt {
            text += "\n    \(excerpt.text)\n    \(excerpt.indent)\(painted("^", "1;\(tone)", color))"
        }
        if let help { text += "\n\(painted("help", "36", color)): \(visible(help))" }
        return text
    }

    /// The part of the line around the column, and what stands before the caret.
    private var excerpt: (text: String, indent: String)? {
        guard let snippet, line > 0, column > 0 else { return nil }
        let scalars = Array(snippet.unicodeScalars)
        let at = min(column - 1, scalars.count)
        // Long lines are cut around the caret.
        let start = at > 140 ? at - 60 : 0
        let end = min(scalars.count, start + 200)
        let before = visible(String(String.UnicodeScalarView(scalars[start..<at])))
        var text = visible(String(String.UnicodeScalarView(scalars[start..<end])))
        if start > 0 { text = "…" + text }
        if end < scalars.count { text += "…" }
        let indent = String(repeating: " ", count: before.count + (start > 0 ? 1 : 0))
        return (text, indent)
    }
}

private func painted(_ text: String, _ codes: String, _ color: Bool) -> String {
    color ? "\u{1B}[\(codes)m\(text)\u{1B}[0m" : text
}

/// The text with tabs as a space and other control characters as `\u{…}`.
package func visible(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case _ where scalar == "\t": result.append(" ")
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
            result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
        default: result.append(scalar)
        }
    }
    return String(result)
}

/// A text from a file as a message quotes it: in backticks, on one line, cut when long.
package func quoted(_ text: String) -> String {
    let cut = text.unicodeScalars.count > 60
    return "`" + visible(String(text.unicodeScalars.prefix(60))) + (cut ? "…" : "") + "`"
}
