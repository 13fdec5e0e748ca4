import Catalogue
import Documents
import Purchases

/// What a person says is right in place of what was proposed.
package struct Correction: Sendable, Hashable {
    package var substance: String
    package var concentration: ExactDecimal?
    package var basis: String
    package var netAmount: ExactDecimal?
    package var netUnit: String?
    package var density: ExactDecimal?
    package var until: LocalDay?
    package var reason: String

    /// What is wrong with a line, in words for whoever typed it.
    package struct Problem: Error, Hashable, Sendable {
        package var message: String
    }

    static let keys = ["concentration", "basis", "net", "substance", "density", "until", "reason"]

    /// Reads `concentration=12 basis=w/w net=5 l substance=… density=1.04 until=2027-01-31 reason=…`.
    ///
    /// What the line does not name stays as proposed, and nothing after `=` makes it unknown. A key may be cut down to its
    /// first letter; a reason takes the rest of the line.
    ///
    /// - Throws: what is wrong with the line, the first of it.
    package init(
        _ line: String, of proposal: Proposal, lists: ListedEntries, today: LocalDay
    ) throws(Problem) {
        let told = try Self.values(line)
        guard !told.isEmpty else {
            throw Problem(message: "say what is right: \(Self.keys.map { "\($0)=" }.joined(separator: " "))")
        }
        var nodes: [String: YAMLNode] = [:]
        func set(_ name: String, _ text: String) {
            let place = YAMLPlace(line: 1, column: 1)
            nodes[name] = text.isEmpty ? nil : YAMLNode(place: place, kind: .scalar(text))
        }
        set("concentration", told["concentration"] ?? proposal.concentration?.description ?? "")
        set("basis", told["basis"] ?? proposal.basis)
        set("density", told["density"] ?? "")
        set("until", told["until"] ?? "")
        if let net = told["net"] {
            let number = net.prefix { $0.isASCII && ($0.isNumber || ".,-+".contains($0)) }
            set("net_amount", String(number))
            set("net_unit", net.dropFirst(number.count).trimmingSpaces)
        } else {
            set("net_amount", proposal.netAmount?.description ?? "")
            set("net_unit", proposal.netUnit ?? "")
        }
        let findings = Findings(SourceText(file: "", bytes: []))
        let amounts = AmountFields(values: nodes, findings: findings)
        until = nodes["until"].flatMap { findings.day($0, "until") }
        if let wrong = findings.diagnostics.first {
            throw Problem(message: wrong.message + (wrong.help.map { "; \($0)" } ?? ""))
        }
        if let until, until < today { throw Problem(message: "`until` (\(until)) has passed") }
        concentration = amounts.concentration
        basis = amounts.basis ?? Decision.bases[0]
        netAmount = amounts.netAmount
        netUnit = amounts.netUnit
        density = amounts.density
        reason = told["reason"] ?? ""
        substance = told["substance"] ?? proposal.substance
        guard lists.digest(of: ExactText(substance)) != nil else {
            throw Problem(
                message: "no loaded list has a substance \(quoted(substance)); "
                    + suggestion(for: substance, among: lists.substances))
        }
        guard reason.utf8.count <= Decision.textMax else { throw Problem(message: "the reason is too long") }
    }

    private static func values(_ line: String) throws(Problem) -> [String: String] {
        var values: [String: String] = [:]
        var current: String?
        for word in line.split(whereSeparator: \.isWhitespace) {
            if current != "reason", let sign = word.firstIndex(of: "="), let key = key(word[..<sign]) {
                guard values[key] == nil else { throw Problem(message: "`\(key)` stands there twice") }
                values[key] = String(word[word.index(after: sign)...])
                current = key
            } else if let current {
                let before = values[current] ?? ""
                values[current] = before.isEmpty ? String(word) : "\(before) \(word)"
            } else {
                throw Problem(
                    message: "\(quoted(String(word))) belongs to nothing; there are: "
                        + keys.map { "\($0)=" }.joined(separator: " "))
            }
        }
        return values
    }

    /// Every key has a first letter of its own.
    private static func key(_ text: Substring) -> String? {
        text.isEmpty ? nil : keys.first { $0.hasPrefix(text) }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String { String(drop { $0 == " " }) }
}
