/// What a mail says, apart from how it looks.
struct MailDocument: Hashable {
    /// A piece of a line.
    enum Run: Hashable {
        /// Our own words.
        case words(String)
        /// A name, a description: written in whatever script.
        case value(String)
        /// An id, a number, a time: from left to right always.
        case id(String)
    }

    typealias Line = [Run]

    struct Fact: Hashable {
        var label: String
        var value: Line
    }

    enum Block: Hashable {
        case title(Line)
        case section(Line)
        case paragraph(Line)
        /// What a reader must not miss.
        case notice(Line)
        case facts([Fact])
        /// A heading, and lines below it.
        case item(Line, [Line])
        /// Rows with the same labels.
        case table([[Fact]])
        /// What follows is apart.
        case rule
    }

    var language: MailLanguage
    var blocks: [Block] = []
}

/// Text of events, made fit for a mail: what a reader cannot see, or what turns the direction of what follows, is left out.
enum MailText {
    /// Of one value.
    private static let charactersMax = 500

    static func clean(_ text: String) -> String {
        var clean = ""
        var count = 0
        for scalar in text.unicodeScalars {
            if count >= charactersMax { return clean + "…" }
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: clean.unicodeScalars.append(" ")
            case .format, .surrogate, .privateUse, .unassigned: continue
            default: clean.unicodeScalars.append(scalar)
            }
            count += 1
        }
        return clean
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}

extension MailDocument {
    /// As a mail without marks shows it; lines end as mails want it.
    var plain: String {
        var lines: [String] = []
        for block in blocks {
            switch block {
            case .title(let line): lines += [text(line), String(repeating: "=", count: 60), ""]
            case .section(let line): lines += ["", text(line), String(repeating: "-", count: 60)]
            case .paragraph(let line): lines += [text(line), ""]
            case .notice(let line): lines += ["* \(text(line))", ""]
            case .facts(let facts): lines += facts.map(text)
            case .item(let head, let rest): lines += ["- \(text(head))"] + rest.map { "  \(text($0))" }
            case .table(let rows):
                for row in rows {
                    lines += row.enumerated().map { ($0.offset == 0 ? "- " : "  ") + text($0.element) }
                }
            case .rule: lines += ["", String(repeating: "-", count: 60)]
            }
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    private func text(_ fact: Fact) -> String { "\(fact.label): \(text(fact.value))" }

    private func text(_ line: Line) -> String {
        line.map { run in
            switch run {
            case .words(let words): words
            // Isolates of Unicode: LRI and FSI, to PDI.
            case .id(let id):
                language.isRightToLeft ? "\u{2066}\(MailText.clean(id))\u{2069}" : MailText.clean(id)
            case .value(let value):
                language.isRightToLeft ? "\u{2068}\(MailText.clean(value))\u{2069}" : MailText.clean(value)
            }
        }.joined()
    }

    /// As a page that loads nothing.
    var html: String {
        let direction = language.isRightToLeft ? "rtl" : "ltr"
        let style = "font-family:sans-serif;line-height:1.4;max-width:60em"
        let head =
            "<!DOCTYPE html>\r\n<html lang=\"\(language.rawValue)\" dir=\"\(direction)\">\r\n"
            + "<head><meta charset=\"utf-8\"><title>Tillwatch</title></head>\r\n"
            + "<body dir=\"\(direction)\" style=\"\(style)\">\r\n"
        return head + blocks.map(markup).joined(separator: "\r\n") + "\r\n</body>\r\n</html>\r\n"
    }

    private func markup(_ block: Block) -> String {
        switch block {
        case .title(let line): return "<h1 style=\"font-size:1.3em\">\(markup(line))</h1>"
        case .section(let line): return "<h2 style=\"font-size:1.1em\">\(markup(line))</h2>"
        case .paragraph(let line): return "<p>\(markup(line))</p>"
        case .notice(let line):
            return "<p style=\"border-inline-start:4px solid #a33;padding-inline-start:.6em\"><strong>"
                + "\(markup(line))</strong></p>"
        case .facts(let facts):
            let rows = facts.map {
                "<tr><th scope=\"row\" style=\"text-align:start;padding-inline-end:1em\">\(MailText.escaped($0.label))</th>"
                    + "<td>\(markup($0.value))</td></tr>"
            }
            return "<table>\r\n\(rows.joined(separator: "\r\n"))\r\n</table>"
        case .item(let head, let lines):
            return "<p><strong>\(markup(head))</strong>\(lines.map { "<br>\r\n\(markup($0))" }.joined())</p>"
        case .table(let rows): return table(rows)
        case .rule: return "<hr>"
        }
    }

    private func table(_ rows: [[Fact]]) -> String {
        let cell = "style=\"border:1px solid #bbb;padding:.2em .5em;text-align:start;vertical-align:top\""
        let head = (rows.first ?? []).map { "<th scope=\"col\" \(cell)>\(MailText.escaped($0.label))</th>" }
        let lines = rows.map { row in
            "<tr>" + row.map { "<td \(cell)>\(markup($0.value))</td>" }.joined() + "</tr>"
        }
        return "<table style=\"border-collapse:collapse\">\r\n<tr>\(head.joined())</tr>\r\n"
            + lines.joined(separator: "\r\n") + "\r\n</table>"
    }

    private func markup(_ line: Line) -> String {
        line.map { run in
            switch run {
            case .words(let words): MailText.escaped(words)
            case .id(let id): "<bdi dir=\"ltr\">\(MailText.escaped(MailText.clean(id)))</bdi>"
            case .value(let value): "<bdi>\(MailText.escaped(MailText.clean(value)))</bdi>"
            }
        }.joined()
    }
}
