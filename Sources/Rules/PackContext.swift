import Documents
import Purchases

/// What the compilers of one pack share.
final class PackContext {
    let findings: Findings
    let lists: [SubstanceList]
    /// Whether every list was read; else nothing is said about what no list has.
    let isComplete: Bool
    var definitions = Definitions()
    private(set) var namedFields: [NamedField] = []

    let listIDs: [String]
    let substanceIDs: [String]
    let annexes: [String]
    private let knownIDs: Set<ExactText>
    private let knownNumbers: Set<ExactText>

    init(findings: Findings, lists: [SubstanceList], isComplete: Bool) {
        self.findings = findings
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
        if name.hasPrefix("receipt.") {
            notSupported("totals of a receipt (\(quoted(name)))", at: place)
            return nil
        }
        if name == "usual" {
            notSupported("`usual`", at: place)
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

    func notSupported(_ what: String, at place: YAMLPlace) {
        findings.error(
            .packFeatureLater, at: place, "\(what): not supported by this version yet",
            help: "take it out until a version supports it")
    }
}
