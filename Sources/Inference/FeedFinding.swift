import Feeds
import Purchases

/// Something about a feed that its owner should know before it is relied on.
package struct FeedFinding: Sendable, Hashable, Codable {
    package enum Weight: String, Sendable, Hashable, Codable {
        /// As it should be.
        case good
        /// May be right; somebody has to know.
        case look
        /// Purchases would be missed or mixed up.
        case wrong
    }

    package var weight: Weight
    package var about: String
    package var text: String
    package var help: String?

    init(_ weight: Weight, _ about: String, _ text: String, help: String? = nil) {
        self.weight = weight
        self.about = about
        self.text = text
        self.help = help
    }
}

extension FeedSurvey {
    /// What was found, in the order of the questions: lines, keys, receipts, times, tokens, quantities, products.
    ///
    /// - Parameters:
    ///   - feed: by which the lines were decoded.
    ///   - watched: whether a product is in the catalogue; nil where no catalogue is given.
    package func findings(_ feed: FeedFile, watched: ((ExactText) -> Bool)?) -> [FeedFinding] {
        guard decoded > 0 else {
            return [
                FeedFinding(
                    .wrong, "lines",
                    read == 0 ? "there is no line" : "not one of \(read) lines could be decoded",
                    help: refused.isEmpty
                        ? "are all codes of `kinds` left out?" : "the reasons are listed above")
            ]
        }
        return [lines, keys, restarts(feed), hoursOfDay, quantities(feed), unitsFinding(feed), amounts(feed)]
            .compactMap { $0 }
            + fields + tokenFindings(feed)
            + (watched.map { [productsFinding($0)] } ?? [])
    }

    private var lines: FeedFinding {
        let bad = refused.values.reduce(0) { $0 + $1.count }
        guard bad > 0 else {
            return FeedFinding(.good, "lines", "all \(read) lines were decoded or are left out by `kinds`")
        }
        return FeedFinding(
            .wrong, "lines", "\(percent(bad, read)) of the lines would be quarantined",
            help: "see the reasons; a quarantined line is kept apart and judged by no rule")
    }

    private var keys: FeedFinding {
        if conflicting > 0 {
            let place = firstConflict.map { " (first at line \($0.line))" } ?? ""
            return FeedFinding(
                .wrong, "keys",
                "\(conflicting) lines have the key of another line with other content\(place)",
                help:
                    "map the column that tells them apart: `line`, `till` or `day`; or `revision`, if the later one corrects the first"
            )
        }
        if repeated > 0 {
            return FeedFinding(
                .look, "keys",
                "\(repeated) lines are there twice, with one key and the same content; they count once",
                help:
                    "if each was sold, map a column that tells them apart as `line`, or write `line: {from: content}`"
            )
        }
        return FeedFinding(.good, "keys", "every line has a key of its own")
    }

    private func restarts(_ feed: FeedFile) -> FeedFinding? {
        guard !restarted.isEmpty else {
            return FeedFinding(
                .good, "receipts", "\(receipts) receipts, and no number comes again on a later day")
        }
        return FeedFinding(
            .wrong, "receipts",
            "the numbers of \(restarted.count) of \(receipts) receipts come again on a later day",
            help:
                "map the business day (`day: COLUMN`, or `day: {closes: \"04:00\"}`), so that they stay apart"
        )
    }

    private var hoursOfDay: FeedFinding {
        let share = Int((nightShare * 100).rounded())
        if nightShare > 0.15 {
            return FeedFinding(
                .look, "times", "\(share) % of the sales are between 23 and 5 o'clock",
                help:
                    "is `timezone` the stores' own? Times in UTC want `timezone: UTC`; a wrong offset wants `trust_offset: false`"
            )
        }
        return FeedFinding(.good, "times", "\(share) % of the sales are between 23 and 5 o'clock")
    }

    private func quantities(_ feed: FeedFile) -> FeedFinding? {
        guard fractions > 0 else { return nil }
        if feed.maps(.unit) {
            return FeedFinding(.good, "quantities", "\(fractions) lines have a part of a unit")
        }
        return FeedFinding(
            .look, "quantities",
            "\(fractions) lines have a part of a unit, and no field tells what it counts",
            help:
                "goods that are weighed want `unit: COLUMN` and `units`; thousandths want `scale: {quantity: 1000}`"
        )
    }

    private func unitsFinding(_ feed: FeedFile) -> FeedFinding? {
        guard !units.isEmpty else { return nil }
        let unknown = units.filter { !feed.knows(unit: $0.key) }
        guard !unknown.isEmpty else {
            return FeedFinding(.good, "units", "\(units.count) different, all of which are known")
        }
        let names = unknown.sorted { $0.key < $1.key }.map { "`\($0.key.string)` on \($0.value) lines" }
        return FeedFinding(
            .wrong, "units", "not known: \(names.prefix(5).joined(separator: ", "))",
            help:
                "say what each stands for: `units: {kg: [\(unknown.keys.min()?.string ?? "KG")]}`; watched goods sold by it would be quarantined"
        )
    }

    private func amounts(_ feed: FeedFile) -> FeedFinding? {
        guard feed.maps(.amount), noAmount > 0 else { return nil }
        return FeedFinding(.look, "amounts", "\(percent(noAmount, decoded)) of the lines have no amount")
    }

    private var fields: [FeedFinding] {
        unreadable.sorted { $0.key < $1.key }.map { field, count in
            FeedFinding(
                .look, field, "\(count) values cannot be read, and are missing",
                help: "does `decimal` or `grouping` fit? A value that is missing matches no rule")
        }
    }

    private func tokenFindings(_ feed: FeedFile) -> [FeedFinding] {
        let kinds = feed.columns.compactMap { column -> ExactText? in
            if case .token(let kind) = column.role { return kind }
            return nil
        }
        guard !kinds.isEmpty else {
            return [
                FeedFinding(
                    .look, "tokens", "the feed file maps none: every receipt is a buyer of its own",
                    help:
                        "map a loyalty number or payment token under `tokens`, so that purchases can be added up over receipts"
                )
            ]
        }
        var findings = [
            FeedFinding(
                linesWithToken == 0 ? .wrong : .good, "tokens",
                "\(percent(linesWithToken, decoded)) of the lines tell a buyer")
        ]
        for kind in kinds {
            guard let spread = tokens[kind], spread.lines > 0 else {
                findings.append(
                    FeedFinding(
                        linesWithToken == 0 ? .wrong : .look, kind.string, "no line has one",
                        help: "is it the right column? Are all values `placeholders`?"))
                continue
            }
            let isOne = spread.commonest > 0.2 && spread.lines > 20
            findings.append(
                FeedFinding(
                    isOne ? .look : .good, kind.string,
                    "\(spread.distinct) different on \(spread.lines) lines, the commonest on \(Int((spread.commonest * 100).rounded())) %",
                    help: isOne
                        ? "a value that stands for nobody (0, the shop's own card) belongs under `placeholders`"
                        : nil))
        }
        return findings
    }

    private func productsFinding(_ watched: (ExactText) -> Bool) -> FeedFinding {
        let found = products.filter { watched($0.key) }
        let lines = found.values.reduce(0, +)
        guard lines > 0 else {
            return FeedFinding(
                .wrong, "products", "none of the \(products.count) products is in the catalogue",
                help:
                    "does the catalogue write them as the export does: leading zeros, check digits, article number or GTIN?"
            )
        }
        return FeedFinding(
            .good, "products",
            "\(found.count) of the \(products.count) products are in the catalogue, on \(percent(lines, decoded)) of the lines"
        )
    }

    private func percent(_ part: Int, _ whole: Int) -> String {
        guard whole > 0 else { return "0 %" }
        let tenths = (Double(part) / Double(whole) * 1_000).rounded() / 10
        if part > 0, tenths == 0 { return "\(part) (less than 0.1 %)" }
        return "\(part) (\(tenths.formatted) %)"
    }
}

extension Double {
    fileprivate var formatted: String { self == rounded() ? String(Int(self)) : String(self) }
}
