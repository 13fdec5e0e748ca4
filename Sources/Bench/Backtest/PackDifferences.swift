import Purchases
import Rules

/// What differs between two packs, part by part.
package struct PackDifferences: Sendable, Encodable, Hashable {
    package struct RuleDifference: Sendable, Encodable, Hashable {
        package enum Kind: String, Sendable, Encodable { case added, removed, changed }

        package var rule: String
        package var kind: Kind
        /// `at_least 10 kg → 12 kg`; only of rules that changed.
        package var parts: [String]
    }

    /// Parts of the pack itself: levels, `quiet`, linking, lists.
    package var pack: [String]
    /// In order of the new pack, then those that are gone.
    package var rules: [RuleDifference]

    package var isEmpty: Bool { pack.isEmpty && rules.isEmpty }

    /// From one pack to another.
    package init(from old: Pack, to new: Pack) {
        pack = Self.parts(old, new)
        rules = []
        for rule in new.rules {
            guard let before = old.rules.first(where: { $0.id == rule.id }) else {
                rules.append(RuleDifference(rule: rule.id, kind: .added, parts: []))
                continue
            }
            let parts = Self.parts(before, rule)
            if !parts.isEmpty { rules.append(RuleDifference(rule: rule.id, kind: .changed, parts: parts)) }
        }
        for rule in old.rules where !new.rules.contains(where: { $0.id == rule.id }) {
            rules.append(RuleDifference(rule: rule.id, kind: .removed, parts: []))
        }
    }

    subscript(rule: String) -> RuleDifference? { rules.first { $0.rule == rule } }

    private static func parts(_ old: Pack, _ new: Pack) -> [String] {
        var parts: [String] = []
        func say(_ name: String, _ before: String, _ after: String) {
            if before != after { parts.append("\(name) \(before) → \(after)") }
        }
        let levels = { (pack: Pack) in
            pack.levels.map { "\($0.name) \($0.threshold)" }.joined(separator: ", ")
        }
        say("levels", levels(old), levels(new))
        say("quiet", span(old.quiet), span(new.quiet))
        let kinds = { (pack: Pack) in
            pack.linkKinds.map { $0.map(\.string).sorted().joined(separator: ", ") } ?? "every kind of token"
        }
        say("buyers linked by", kinds(old), kinds(new))
        say("max_links", "\(old.maxLinks)", "\(new.maxLinks)")
        let lists = { (pack: Pack) in
            pack.lists.map { "\($0.id) \($0.version)" }.sorted().joined(separator: ", ")
        }
        say("lists", lists(old), lists(new))
        if lists(old) == lists(new), old.lists != new.lists {
            parts.append("lists: other content under one version")
        }
        return parts
    }

    private static func parts(_ old: Rule, _ new: Rule) -> [String] {
        var parts: [String] = []
        func say(_ name: String, _ before: String, _ after: String) {
            if before != after { parts.append("\(name) \(before) → \(after)") }
        }
        func note(_ name: String, _ differs: Bool) { if differs { parts.append("\(name) changed") } }
        note("where", old.condition != new.condition)
        say("unless", exceptions(old), exceptions(new))
        say("by", subject(old), subject(new))
        say("within", old.windowText ?? "one receipt", new.windowText ?? "one receipt")
        say("each", old.each?.name ?? "none", new.each?.name ?? "none")
        say("measure", old.measure.text, new.measure.text)
        if old.measure.unit == new.measure.unit { say("bound", bound(old), bound(new)) }
        say("score", "\(old.score)", "\(new.score)")
        say("cap", old.cap.map(String.init) ?? "none", new.cap.map(String.init) ?? "none")
        say("returns", old.ignoresReturns ? "ignore" : "net", new.ignoresReturns ? "ignore" : "net")
        say("voids", old.ignoresVoids ? "ignore" : "net", new.ignoresVoids ? "ignore" : "net")
        say("usual", usual(old), usual(new))
        parts += form(old, new)
        return parts
    }

    private static func form(_ old: Rule, _ new: Rule) -> [String] {
        switch (old.form, new.form) {
        case (let before, let after) where before == after: []
        case (.combine(let before, let first), .combine(let after, let second)) where first == second:
            ["combine at_least \(before) → \(after)"]
        case (.absent(let before), .absent(let after)) where before.withinText != after.withinText:
            ["absent within \(before.withinText) → \(after.withinText)"]
        case (.combine, .combine): ["combine changed"]
        case (.sequence, .sequence): ["sequence changed"]
        case (.absent, .absent): ["absent changed"]
        case (let before, let after): ["\(word(before)) → \(word(after))"]
        }
    }

    private static func word(_ form: Form) -> String {
        switch form {
        case .measure: "measure"
        case .combine: "combine"
        case .sequence: "sequence"
        case .absent: "absent"
        }
    }

    private static func exceptions(_ rule: Rule) -> String {
        let names = [(Rule.Exception.licence, "licence"), (.professional, "professional")]
            .filter { rule.exceptions.contains($0.0) }.map(\.1)
        return names.isEmpty ? "nothing" : names.joined(separator: ", ")
    }

    private static func subject(_ rule: Rule) -> String {
        let subject =
            switch rule.subject {
            case .buyer: "buyer"
            case .store: "store"
            case .product: "product"
            case .storeAndProduct: "store, product"
            }
        return ([subject] + rule.partition.map(\.name)).joined(separator: ", ")
    }

    private static func bound(_ rule: Rule) -> String {
        let word = rule.threshold.bound == .above ? "above" : "at_least"
        switch rule.measure {
        case .sumMass, .sumVolume, .sumAmount:
            return "\(word) \(SpokenMeasure.scaled(rule.threshold.value, rule.measure.unit))"
        case .countPurchases, .countReceipts, .sumUnits, .distinct: return "\(word) \(rule.threshold.value)"
        }
    }

    private static func usual(_ rule: Rule) -> String {
        guard let usual = rule.usual else { return "none" }
        let word = usual.times.bound == .above ? "above" : "at_least"
        return "\(word) \(usual.times.value)x over \(usual.overText), min_windows \(usual.minWindows)"
    }

    private static func span(_ span: TimeSpan) -> String {
        let seconds = span.microseconds / 1_000_000
        return seconds % 86_400 == 0
            ? "\(seconds / 86_400)d" : seconds % 3600 == 0 ? "\(seconds / 3600)h" : "\(seconds)s"
    }
}
