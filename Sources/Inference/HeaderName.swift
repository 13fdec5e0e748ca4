import Foundation

/// The name of a column, folded so that spellings of one word are one: letters and digits only, in lower case, without
/// marks, in Arabic without the differences of alif and ya.
struct HeaderName: Sendable, Hashable {
    /// The whole name in one piece.
    let whole: String
    /// Its words; `unitPrice` and `unit_price` have two.
    let words: [String]

    init(_ name: String) {
        words = HeaderName.split(name).map(HeaderName.folded).filter { !$0.isEmpty }
        whole = words.joined()
    }

    /// How well the name says that the column is this: 0 not at all, 10 in so many words.
    func score(_ role: HeaderWords.Role) -> Double {
        guard let known = HeaderName.known[role], !whole.isEmpty else { return 0 }
        if known.contains(whole) { return 10 }
        // A number, an id or a code of it.
        let bare = words.filter { !HeaderName.fillers.contains($0) }
        if known.contains(bare.joined()), !bare.isEmpty { return 9 }
        // `sale_store_no`, `Kassenbon Nr.`: words of it among others. The last ones say what it is.
        for first in bare.indices.dropFirst() where known.contains(bare[first...].joined()) { return 7 }
        for last in bare.indices.dropLast() where known.contains(bare[...last].joined()) { return 6 }
        guard let word = bare.last, words.count <= 2 else { return 0 }
        // Compounds: `Verkaufsmenge` ends in `menge`, `kassenkennung` begins with `kasse`.
        if known.contains(where: { $0.count >= 5 && word.hasSuffix($0) }) { return 5 }
        if known.contains(where: { $0.count >= 5 && word.hasPrefix($0) }) { return 4 }
        return 0
    }

    /// Whether it says more of who somebody is than of anything else: `Customer Name` is no description.
    var isPersonal: Bool {
        let personal = score(.personal)
        guard personal >= 6 else { return false }
        return HeaderWords.Role.allCases.allSatisfy { $0 == .personal || score($0) < personal }
    }

    /// The name of what it refers to: `RefBon` without `Ref`, `original_receipt` without `original`; nil where it refers to nothing.
    var withoutReference: HeaderName? {
        let rest = words.filter { word in !HeaderName.references.contains(word) }
        if rest.count < words.count, !rest.isEmpty { return HeaderName(rest.joined(separator: " ")) }
        guard words.count == 1, let word = words.first,
            let prefix = HeaderName.references.first(where: {
                $0.count > 3 && word.hasPrefix($0) && word.count > $0.count + 2
            })
        else { return nil }
        return HeaderName(String(word.dropFirst(prefix.count)))
    }

    private static let references: Set<String> = [
        "ref", "orig", "original", "originalreceipt", "originale", "origine", "origen", "origem", "ursprung",
        "ursprungs", "bezug", "bezugs",
        "referenz", "oorspronkelijk", "oorspronkelijke", "pierwotny", "pierwotna", "pierwotnego",
        "oryginalny", "linked", "returned",
        "الاصلي", "الاصلية",
    ]

    private static let fillers: Set<String> = [
        "id", "no", "nr", "num", "number", "code", "key", "the", "of", "de", "du", "la", "le", "des", "del",
        "della", "di", "da", "do",
        "nummer", "numero", "numer", "kod", "cod", "codigo", "codice", "der", "van", "het", "n", "pos",
        "sale", "sales", "item",
        "رقم", "رمز", "كود",
    ]

    private static let known: [HeaderWords.Role: Set<String>] = {
        var known: [HeaderWords.Role: Set<String>] = [:]
        for role in HeaderWords.Role.allCases { known[role] = Set(HeaderWords.words(role).map(folded)) }
        return known
    }()

    private static func split(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var before: Character?
        for character in name {
            guard character.isLetter || character.isNumber else {
                words.append(word)
                word = ""
                before = nil
                continue
            }
            if let before, before.isLowercase, character.isUppercase {
                words.append(word)
                word = ""
            }
            word.append(character)
            before = character
        }
        words.append(word)
        return words.filter { !$0.isEmpty }
    }

    private static func folded(_ word: String) -> String {
        var result = ""
        for scalar in word.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            switch scalar {
            case "ß": result += "ss"
            case "ł": result += "l"
            case "ø": result += "o"
            case "æ": result += "ae"
            case "أ", "إ", "آ", "ٱ": result += "ا"
            case "ى": result += "ي"
            case "ـ": continue
            default:
                if scalar.properties.generalCategory == .nonspacingMark { continue }
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
