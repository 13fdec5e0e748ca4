import Purchases

/// The order in which an hour of review gives most.
///
/// A proposal's gain is its confidence, times two when a law restricts the substance at the strength that is stated (or
/// none is), times one and a half when the article's texts leave a fact open that a person must look up. Articles whose names
/// begin alike stand together, for what is decided on one is quickly decided on the next: a group stands where its
/// greatest gain belongs. Of equal gain, the order is by product and substance, so that it never depends on the input's.
package struct ReviewOrder: Sendable {
    /// What counts of a proposal.
    package struct Entry: Sendable, Hashable {
        package var name: String
        package var product: String
        package var substance: String
        /// From 0 to 1.
        package var confidence: Double
        package var isRestricted: Bool
        package var hasMissingFacts: Bool

        package init(
            name: String, product: String, substance: String, confidence: Double, isRestricted: Bool,
            hasMissingFacts: Bool
        ) {
            self.name = name
            self.product = product
            self.substance = substance
            self.confidence = confidence
            self.isRestricted = isRestricted
            self.hasMissingFacts = hasMissingFacts
        }

        /// What a decision on it gives, from 0 to 3.
        package var gain: Double {
            confidence * (isRestricted ? 2 : 1) * (hasMissingFacts ? 1.5 : 1)
        }
    }

    /// The places of the entries, the first to be reviewed first.
    package static func places(of entries: [Entry]) -> [Int] {
        let stems = entries.map { stem(of: $0.name) }
        var greatest: [String: Double] = [:]
        for (entry, stem) in zip(entries, stems) {
            let key = stem + "\u{0}" + entry.substance
            greatest[key] = max(greatest[key] ?? 0, entry.gain)
        }
        return entries.indices.sorted { left, right in
            let (first, second) = (entries[left], entries[right])
            let (one, other) = (
                stems[left] + "\u{0}" + first.substance, stems[right] + "\u{0}" + second.substance
            )
            if one != other {
                let (gain, otherGain) = (greatest[one] ?? 0, greatest[other] ?? 0)
                return gain == otherGain ? ExactText(one) < ExactText(other) : gain > otherGain
            }
            if first.gain != second.gain { return first.gain > second.gain }
            if first.product != second.product { return ExactText(first.product) < ExactText(second.product) }
            return left < right
        }
    }

    /// The first two words of a name that begin with a letter and have three characters at least, folded.
    package static func stem(of name: String) -> String {
        var words: [String] = []
        for part in ColumnNames.folded(String(name.prefix(80))).split(separator: " ") {
            let isNumber = part.unicodeScalars.first.map { $0.properties.numericType != nil } ?? true
            // Units and articles of grammar say nothing.
            if isNumber || part.unicodeScalars.count < 3 { continue }
            words.append(String(part))
            if words.count == 2 { break }
        }
        return words.joined(separator: " ")
    }
}

extension SubstanceEntry {
    /// Whether the entry restricts a product of this strength: it states a limit, and the strength is above it or unknown.
    package func restricts(_ concentration: ExactDecimal?) -> Bool {
        guard let limit else { return annex?.string == "I" }
        guard let concentration else { return true }
        return comparison == .above ? concentration > limit : concentration >= limit
    }
}
