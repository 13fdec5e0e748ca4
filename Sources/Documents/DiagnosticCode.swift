/// What kind of thing is wrong: a stable id, a short name, and what it means for whoever wrote the file.
///
/// Ids are never reused. `docs/DIAGNOSTICS.md` holds the same catalogue, and a test compares the two.
/// `D` is any document, `F` a feed file, `L` a substance list, `C` a catalogue, `A` an article master, `K` a knowledge file,
/// `R` a decision on a proposal, `P` a rule pack, `W` what is legal in one and probably wrong, `T` a test file of packs,
/// `S` what is signed, `G` a configuration.
package struct DiagnosticCode: Sendable, Hashable {
    package let id: String
    package let name: String
    package let explanation: String

    package init(_ id: String, _ name: String, _ explanation: String) {
        self.id = id
        self.name = name
        self.explanation = explanation
    }
}

extension DiagnosticCode {
    /// Codes that any YAML document may bring.
    package static let documents: [DiagnosticCode] = [
        unreadableFile, fileTooLarge, notUTF8, controlCharacter, syntax, tab, tooDeep, alias, tag,
        duplicateKey,
        keyNotText, severalDocuments, emptyFile, tooMany, unknownKey, missingKey, wrongShape, noValue,
        notANumber,
        outOfRange, badUnit, unknownWord, badDuration, badDate, badName,
    ]

    package static let unreadableFile = DiagnosticCode(
        "D001", "unreadable file", "The file is not there, is a directory, or may not be read.")
    package static let fileTooLarge = DiagnosticCode(
        "D002", "file too large", "The file is larger than a file of its kind may be; it was not read.")
    package static let notUTF8 = DiagnosticCode(
        "D003", "not UTF-8", "The bytes from the place on are not UTF-8. Nothing of the file was read.")
    package static let controlCharacter = DiagnosticCode(
        "D004", "control character",
        "A character that editors do not show, and that does not belong in a text file.")
    package static let syntax = DiagnosticCode(
        "D005", "not YAML",
        "The text cannot be read as YAML from the place on; what stands after it was not looked at.")
    package static let tab = DiagnosticCode(
        "D006", "tab", "YAML is indented with spaces; a tab at this place has no meaning.")
    package static let tooDeep = DiagnosticCode(
        "D007", "nested too deep", "Lists and mappings stand inside each other more than 32 levels deep.")
    package static let alias = DiagnosticCode(
        "D008", "anchor or alias",
        "YAML's `&anchor` and `*alias` are refused: they let a small file stand for a huge one.")
    package static let tag = DiagnosticCode(
        "D009", "tag", "YAML's `!tags` are refused: what a value means is fixed by the format of the file.")
    package static let duplicateKey = DiagnosticCode(
        "D010", "key repeated", "A mapping names the same key twice; only one could count.")
    package static let keyNotText = DiagnosticCode(
        "D011", "key is no text",
        "The key of a mapping is itself a list or a mapping; often a missing quote around `{`.")
    package static let severalDocuments = DiagnosticCode(
        "D012", "several documents", "The file holds a second YAML document, after a line `---`.")
    package static let emptyFile = DiagnosticCode(
        "D013", "empty file", "The file holds nothing but comments.")
    package static let tooMany = DiagnosticCode(
        "D014", "too many diagnostics", "So much is wrong with the file that not all of it is shown.")
    package static let unknownKey = DiagnosticCode(
        "D020", "unknown key", "The format has no such key at this place. Nothing unknown is ever ignored.")
    package static let missingKey = DiagnosticCode(
        "D021", "missing key", "A key that the format requires is not there.")
    package static let wrongShape = DiagnosticCode(
        "D022", "wrong shape",
        "A mapping, a list or a single value stands where the format wants another of them.")
    package static let noValue = DiagnosticCode(
        "D023", "no value", "A key is there and nothing stands behind it.")
    package static let notANumber = DiagnosticCode(
        "D024", "not a number",
        "A number is written with a point, with at most 12 digits before and 6 after it, without exponent.")
    package static let outOfRange = DiagnosticCode(
        "D025", "out of range", "The number is smaller or larger than it may be.")
    package static let badUnit = DiagnosticCode(
        "D026", "unit does not fit", "The unit is missing, unknown, or not one of what is measured here.")
    package static let unknownWord = DiagnosticCode(
        "D027", "unknown word", "The value is none of the words that the format knows at this place.")
    package static let badDuration = DiagnosticCode(
        "D028", "not a length of time",
        "A length of time is a whole number and a unit: `30s`, `90min`, `48h`, `30d`, `12w`.")
    package static let badDate = DiagnosticCode(
        "D029", "not a date", "A date is written `2026-11-01`, and must exist in the calendar.")
    package static let badName = DiagnosticCode(
        "D030", "not a name",
        "A name holds letters, digits, `-`, `_` and `.`, begins with a letter or digit, and has at most 64.")
}
