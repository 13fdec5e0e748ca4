import Catalogue
import Purchases

/// Proposes which listed substances an article holds, by what its texts say.
///
/// A pure function of the article, the knowledge and the lists: no clock, no network. It identifies and never guesses an
/// amount: what no text states is `missing`.
package struct Screener: Sendable {
    /// A digest of the knowledge files, `language.yaml` and the lists: the same version, the same proposals.
    package let version: String
    private let knowledge: [Knowledge]
    private let reader: FindingReader

    /// Further texts of an article beyond these are not looked at.
    private static let textsMax = 32
    private static let evidenceMax = 8

    /// - Parameters:
    ///   - knowledge: of all substances; what no list names is left out.
    ///   - language: what the languages need whatever the substance.
    ///   - lists: the loaded substance lists.
    package init(knowledge: [Knowledge], language: LanguageRules, lists: [SubstanceList]) {
        let listed = Set(lists.flatMap { $0.entries.map(\.id.string) })
        let kept = knowledge.filter { listed.contains($0.substance) }.sorted { $0.substance < $1.substance }
        self.knowledge = kept
        var numbers: [FindingReader.NumberKey: [Int]] = [:]
        for (index, one) in kept.enumerated() {
            // The lists' own number counts even where the knowledge forgot it.
            let listed = lists.flatMap(\.entries).filter { $0.id.string == one.substance }.compactMap {
                $0.cas?.string
            }
            for number in Set(one.cas + listed) {
                numbers[.init(kind: .cas, number: number), default: []].append(index)
            }
            for number in Set(one.ec) { numbers[.init(kind: .ec, number: number), default: []].append(index) }
            for number in Set(one.un) {
                let digits = String(number)
                let padded = String(repeating: "0", count: 4 - digits.count) + digits
                numbers[.init(kind: .un, number: padded), default: []].append(index)
            }
        }
        reader = FindingReader(index: TermIndex(kept, language), knowledge: kept, numbers: numbers)
        version = Self.version(kept, language, lists)
    }

    /// Screens one article. May be called from several threads.
    ///
    /// - Parameters:
    ///   - article: its name and further texts are looked at, 4,096 bytes of each.
    ///   - amounts: what `AmountReader` found in the same article.
    ///   - minimum: the least confidence, from 0 to 1.
    /// - Returns: at most one proposal a substance, the highest confidence first.
    package func screen(_ article: Article, amounts: Amounts, minimum: Double) -> [Proposal] {
        var scans = [FieldScan(field: "name", text: article.name, reader.index)]
        for text in article.texts.prefix(Self.textsMax) where !text.text.isEmpty {
            scans.append(FieldScan(field: text.field, text: text.text, reader.index))
        }
        let findings = reader.findings(scans)
        guard !findings.isEmpty else { return [] }
        let choice = ConcentrationChoice(amounts, scans, findings, reader.index)
        let notes = amounts.notes + Self.notes(on: article, scans)
        return Set(findings.map(\.substance)).compactMap { substance in
            let own = findings.filter { $0.substance == substance }
            let confidence = Strength.together(own)
            guard confidence >= minimum else { return nil }
            var proposal = Proposal(
                article: article, substance: knowledge[substance].substance, confidence: confidence,
                evidence: Self.evidence(own))
            if let chosen = choice.chosen(for: substance, knowledge[substance]) {
                proposal.concentration = chosen.percent
                proposal.basis = chosen.basis ?? proposal.basis
                proposal.notes = chosen.notes
            } else {
                proposal.missing.append("concentration")
            }
            if let net = amounts.nets.first {
                proposal.netAmount = net.value
                proposal.netUnit = net.unit
            } else {
                proposal.missing.append("net_amount")
            }
            proposal.notes += notes
            return proposal
        }.sorted { ($1.confidence, $0.substance) < ($0.confidence, $1.substance) }
    }

    private static func notes(on article: Article, _ scans: [FieldScan]) -> [String] {
        var notes = scans.filter(\.isCut).map {
            "`\($0.field)` is longer than \(FieldScan.bytesMax) bytes; the rest was not looked at"
        }
        if article.texts.count > textsMax {
            notes.append("the article has \(article.texts.count) texts; \(textsMax) were looked at")
        }
        return notes
    }

    /// Strongest first, one for a span.
    private static func evidence(_ findings: [SubstanceFinding]) -> [Evidence] {
        let sorted = findings.enumerated().sorted {
            ($1.element.strength, $0.offset) < ($0.element.strength, $1.offset)
        }
        var spans: Set<TextSpan> = []
        var evidence: [Evidence] = []
        for (_, finding) in sorted where spans.insert(finding.evidence.span).inserted {
            evidence.append(finding.evidence)
            if evidence.count == evidenceMax { break }
        }
        return evidence
    }

    private static func version(
        _ knowledge: [Knowledge], _ language: LanguageRules, _ lists: [SubstanceList]
    ) -> String {
        var text = "language \(language.digest)\n"
        for one in knowledge { text += "\(one.substance) \(one.digest)\n" }
        for list in lists.sorted(by: { $0.id < $1.id }) {
            text += "list \(list.id) \(list.version)\n"
            for entry in list.entries { text += "\(entry.id) \(entry.cas?.string ?? "")\n" }
        }
        return String(hexDigest(of: Array(text.utf8)).prefix(12))
    }
}
