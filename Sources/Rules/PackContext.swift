import Documents
import Purchases

/// What the compilers of one pack share.
final class PackContext {
    let findings: Findings
    let lists: [SubstanceList]
    /// Whether every list was read; else nothing is said about what no list has.
    let isComplete: Bool
    /// Where the files come from that conditions name.
    let files: PackFileSource
    var definitions = Definitions()
    var valueFiles = ValueFiles()
    private(set) var namedFields: [NamedField] = []

    let listIDs: [String]
    let substanceIDs: [String]
    let annexes: [String]
    /// What belongs to a rule and is often indented too far; a feed would hardly call a field so.
    private static let ruleKeys: Set = [
        "combine", "sequence", "absent", "usual", "within", "measure", "unless", "each",
    ]
    private let knownIDs: Set<ExactText>
    private let knownNumbers: Set<ExactText>

    init(findings: Findings, lists: [SubstanceList], isComplete: Bool, files: PackFileSource) {
        self.findings = findings
        self.files = files
        self.lists = lists
        self.isComplete = isComplete
        let entries = lists.flatMap(\.entries)
        listIDs = lists.map(\.id.string)
        knownIDs = Set(entries.map(\.id))
        knownNumbers = Set(entries.compactMap(\.cas))
        substanceIDs = knownIDs.sorted().map(\.string)
        annexes = Set(entries.compactMap(\.annex)).sorted().map(\.string)
    }

    func hasSubstance(id: ExactText) -> Bool { knownIDs.contains(id) }
    func hasSubstance(cas: ExactText) -> Bool { knownNumbers.contains(cas) }

    /// Takes note of a name that only the feed file knows.
    func named(_ name: String, at place: YAMLPlace, mustBeToken: Bool) -> ExactText {
        let text = ExactText(name)
        // The first place of each is enough to find it.
        if !namedFields.contains(where: { $0.name == text && $0.mustBeToken == mustBeToken }),
            namedFields.count < 1_000
        {
            namedFields.append(
                NamedField(
                    name: text, mustBeToken: mustBeToken, file: findings.source.file, place: place,
                    snippet: findings.source.line(at: place.line)))
        }
        return text
    }

    /// The field of a name: one that packs know, else the feed's; nil, with a diagnostic, for a slip of the pen.
    func field(_ name: String, at place: YAMLPlace, mustBeToken: Bool = false) -> Field? {
        if let known = Field(known: name) { return known }
        if ReceiptTotalReader.isTotal(name) {
            findings.error(
                .badTotal, at: place, "\(quoted(name)) is a total of a receipt, and no field of a purchase",
                help: "ask for it in `where`, with bounds: `receipt.mass: {at_least: 8 kg}`")
            return nil
        }
        if Self.ruleKeys.contains(name) {
            findings.error(
                .unknownField, at: place, "`\(name)` is no field; it belongs to a rule, beside `where`",
                help: "indent it like `where`")
            return nil
        }
        if let near = Field.slip(for: name) {
            findings.error(
                .unknownField, at: place, "there is no field \(quoted(name))",
                help: "did you mean `\(near.name)`?")
            return nil
        }
        guard name.utf8.count <= 64 else {
            findings.error(.unknownField, at: place, "there is no field \(quoted(name))")
            return nil
        }
        return .named(named(name, at: place, mustBeToken: mustBeToken))
    }
}
