import Catalogue
import Documents
import Purchases

/// What is legal in a pack and probably wrong; `rules check` tells it, a run does not.
package enum PackDoubts {
    /// - Parameters:
    ///   - pack: one that compiled, and `files` what from.
    ///   - catalogue: nil: nothing is said of sizes.
    ///   - feed: nil: nothing is said of exceptions.
    ///   - reveals: whether messages show what a confidential pack says.
    /// - Returns: warnings in order of place.
    package static func of(
        _ pack: Pack, _ files: PackFiles, catalogue: ProductCatalogue?, feed: FeedFacts?,
        reveals: Bool = false
    ) -> [Diagnostic] {
        let outline = PackOutline(files)
        let findings = Findings(outline.source)
        let groups = ListedGroup.groups(pack.lists)
        let possible = pack.rules.filter {
            RuleDoubts(rule: $0, groups: groups, outline: outline, findings: findings).tell()
        }
        LevelDoubts(pack: pack, outline: outline, findings: findings).tell(possible)
        AlikeDoubts(outline: outline, findings: findings).tell(pack.rules)
        for rule in possible {
            if let catalogue {
                SizeDoubts(
                    pack: pack, groups: groups, catalogue: catalogue, outline: outline, findings: findings
                ).tell(rule)
            }
            if let feed { ExceptionDoubts(feed: feed, outline: outline, findings: findings).tell(rule) }
        }
        for entry in outline.unusedDefinitions {
            findings.warning(
                .definitionUnused, at: entry.keyPlace, "no condition names \(quoted(entry.key))",
                help: "name it in a rule's `where`, or take it out")
        }
        let found = findings.diagnostics
        return pack.confidentiality == nil || reveals ? found : found.map(\.withoutContent)
    }
}
