import Documents
import Purchases

/// The decisions that a sheet saved (`decisions.json`), each with its place in the file.
package struct SheetDecisions: Sendable {
    package static let sizeMax = 64 << 20
    /// What a sheet says of a decision beside what the decisions file has.
    private static let keys = DecisionFields.all + ["instead_of"]

    private let source: SourceText
    private let decisions: [(decision: Decision, place: YAMLPlace)]

    /// What became of them.
    package struct Outcome: Sendable {
        /// All decisions, those of the sheet taken over.
        package var decisions: Decisions
        package var taken = 0
        /// The file had them already.
        package var known = 0
        package var refusedCount = 0
        /// Why the others were not taken over, as warnings in order of place; at most two hundred.
        package var refused: [Diagnostic] = []
    }

    /// Reads the file.
    ///
    /// - Returns: its decisions, nil if anything is wrong with it; and all that is, in order of place.
    package static func read(
        path: String, bytes: [UInt8]
    ) -> (sheet: SheetDecisions?, diagnostics: [Diagnostic]) {
        let findings = Findings(file: path, bytes: bytes, atMost: sizeMax)
        if findings.hasErrors { return (nil, findings.diagnostics) }
        guard let root = LocatedJSON.read(findings),
            let fields = FieldReader(
                root, "a file of decisions", keys: ["tillwatch", "version", "sheet", "decisions"], findings)
        else { return (nil, findings.diagnostics) }
        _ = fields.required("tillwatch").flatMap { findings.word($0, "tillwatch", among: ["decisions"]) }
        _ = fields.required("version").flatMap { findings.word($0, "version", among: ["1"]) }
        let nodes = fields.required("decisions").flatMap { findings.list($0, "decisions") }
        var decisions: [(Decision, YAMLPlace)] = []
        var places: [Decision.Key: YAMLPlace] = [:]
        for node in nodes ?? [] {
            guard let decision = decision(node, findings) else { continue }
            if let first = places[decision.key] {
                findings.error(
                    .decisionTwice, at: node.place,
                    "product \(quoted(decision.key.product.string)) and \(quoted(decision.key.substance.string)) are decided at line \(first.line) already",
                    help: "keep one of them")
                continue
            }
            places[decision.key] = node.place
            decisions.append((decision, node.place))
        }
        if findings.hasErrors { return (nil, findings.diagnostics) }
        return (SheetDecisions(source: findings.source, decisions: decisions), findings.diagnostics)
    }

    /// The products that are decided on.
    package var products: Set<ExactText> { Set(decisions.map(\.decision.key.product)) }

    /// Takes the decisions over into those of the file, but for those that were made of another label or another entry
    /// than now, whose product is gone, or that the file has a later one of.
    ///
    /// - Parameter labels: those of `products`, as far as there are any.
    package func merged(
        into file: Decisions, labels: ArticleLabels, lists: ListedEntries, today: LocalDay
    ) -> Outcome {
        let findings = Findings(source)
        var outcome = Outcome(decisions: file)
        for (decision, place) in decisions {
            let what =
                "\(quoted(decision.key.product.string)), \(quoted(decision.key.substance.string))"
            let before = file[decision.key]
            if before == decision {
                outcome.known += 1
            } else if labels.article(of: decision.key.product) == nil {
                findings.warning(
                    .sheetProductGone, at: place, "\(what): no article has this product",
                    help: "name the article master that the sheet was made of")
            } else if !labels.has(decision.label, of: decision.key.product) {
                findings.warning(
                    .sheetLabelChanged, at: place, "\(what): the label changed since the sheet was made",
                    help: "review the product again")
            } else if lists.digest(of: decision.key.substance) != decision.entry {
                findings.warning(
                    .sheetEntryChanged, at: place,
                    "\(what): the lists say something else of the substance than when the sheet was made",
                    help: "name the lists that the sheet was made with, or review the product again")
            } else if let before, before.at > decision.at,
                before.lapses(labels: labels, lists: lists, today: today).isEmpty
            {
                findings.warning(
                    .sheetDecidedSince, at: place, "\(what): \(visible(before.words)), after the sheet's",
                    help: "take the row out of the decisions file to have the sheet's")
            } else {
                outcome.decisions[decision.key] = decision
                outcome.taken += 1
            }
        }
        outcome.refusedCount = decisions.count - outcome.taken - outcome.known
        outcome.refused = findings.diagnostics
        return outcome
    }

    private static func decision(_ node: YAMLNode, _ findings: Findings) -> Decision? {
        guard let entries = findings.mapping(node, "a decision"),
            FieldReader(node, "a decision", keys: keys, findings) != nil
        else { return nil }
        var values: [String: YAMLNode] = [:]
        for entry in entries where DecisionFields.all.contains(entry.key) {
            guard let text = entry.value.scalar else {
                _ = findings.text(entry.value, entry.key)
                return nil
            }
            let told = String(text.trimmed)
            if !told.isEmpty { values[entry.key] = YAMLNode(place: entry.value.place, kind: .scalar(told)) }
        }
        return DecisionFields(place: node.place, values: values).decision(findings)
    }
}

extension String {
    /// Without the white space of ASCII around it, as the decisions file is read.
    fileprivate var trimmed: Substring {
        let isSpace = { (scalar: Unicode.Scalar) in scalar.value == 32 || (9...13).contains(scalar.value) }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return Substring(scalars[first...last])
    }
}
