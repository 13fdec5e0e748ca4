/// Text from outside as JSON that may stand within an element of a page: nothing in it ends the element, and a reader of
/// the page's source sees no character that turns its lines around.
enum ScriptText {
    /// A string with its quotes.
    static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "<", ">", "&", "'": result += escape(UInt16(scalar.value))
            default:
                if isPlain(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    for unit in String(scalar).utf16 { result += escape(unit) }
                }
            }
        }
        return result + "\""
    }

    static func list(_ parts: [String]) -> String { "[" + parts.joined(separator: ",") + "]" }

    static func strings(_ texts: [String]) -> String { list(texts.map(string)) }

    /// - Parameter members: keys of the program's own, with values that are JSON already.
    static func object(_ members: KeyValuePairs<StaticString, String>) -> String {
        "{" + members.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
            false
        default: true
        }
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
