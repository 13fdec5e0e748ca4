import Documents

/// A piece of a page in which every text from outside is escaped: there is no other way to put one in.
struct Markup: Sendable {
    private(set) var source: String

    private init(source: String) { self.source = source }

    /// Words from anywhere, shown as they are; what no reader sees is made visible.
    static func text(_ text: String) -> Markup { Markup(source: escaped(visible(text))) }

    /// An element; names of tags and attributes are the program's own.
    static func tag(_ name: StaticString, _ attributes: [Attribute] = [], _ content: [Markup] = []) -> Markup
    {
        var source = "<\(name)"
        for attribute in attributes {
            source += " \(attribute.name)=\"\(escaped(visible(attribute.value)))\""
        }
        source += ">"
        if isVoid(name), content.isEmpty { return Markup(source: source) }
        for part in content { source += part.source }
        return Markup(source: source + "</\(name)>")
    }

    static func tag(_ name: StaticString, _ attributes: [Attribute] = [], _ text: String) -> Markup {
        tag(name, attributes, [.text(text)])
    }

    /// The style sheet, which is the program's own and takes no escapes.
    static func style(_ sheet: StaticString) -> Markup { Markup(source: "<style>\(sheet)</style>") }

    static let doctype = Markup(source: "<!DOCTYPE html>\n")

    static func joined(_ parts: [Markup]) -> Markup {
        Markup(source: parts.map(\.source).joined(separator: "\n"))
    }

    struct Attribute: Sendable {
        let name: StaticString
        let value: String

        init(_ name: StaticString, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    private static func isVoid(_ name: StaticString) -> Bool { ["meta", "br"].contains("\(name)") }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
