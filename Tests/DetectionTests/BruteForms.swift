import Purchases
import Rules

/// What holds by definition: every window, chain and deadline looked for among all sales, again for every moment.
///
/// It knows sales of one listed substance (`RandomForms.sales`), no voids, no returns, no links, no licences.
struct BruteForms {
    struct Sale {
        let key: String
        let receipt: String
        let feed: String
        let moment: Int64
        let subject: String
        let product: ExactText
        let quantity: ExactDecimal
    }

    let rules: [Rule]
    let lines: [Line]

    /// `time subject deadline's rule: indicators`, of every moment that counts.
    var moments: [String] {
        var found: [String] = []
        for kind in [Rule.Subject.buyer, .store] {
            let sales = Dictionary(grouping: lines.map { sale($0, kind) }, by: \.subject)
            for (subject, sales) in sales {
                for time in Set(sales.map(\.moment)) {
                    let held = asked(kind).flatMap { self.held($0, sales, at: time, deadline: nil) }
                    if held.contains(where: \.isOwn) {
                        found.append(Self.text(time, subject, "", held.map(\.text)))
                    }
                }
                for rule in asked(kind) {
                    for (time, awaiting) in deadlines(rule, sales) {
                        let held = asked(kind).flatMap { other in
                            other.id == rule.id
                                ? awaiting.map { group, sales in
                                    Held(rule, group, ExactDecimal(1), sales, isOwn: true)
                                } : self.held(other, sales, at: time, deadline: awaiting.flatMap(\.1))
                        }
                        found.append(Self.text(time, subject, rule.id, held.map(\.text)))
                    }
                }
            }
        }
        return found.sorted()
    }

    /// Absences that are not decided.
    var pending: Int {
        [Rule.Subject.buyer, .store].reduce(0) { count, kind in
            let sales = Dictionary(grouping: lines.map { sale($0, kind) }, by: \.subject)
            return count
                + sales.values.reduce(0) { count, sales in
                    count + asked(kind).reduce(0) { $0 + unanswered($1, sales).filter(isOpen).count }
                }
        }
    }

    static func text(_ time: Int64, _ subject: String, _ deadline: String, _ indicators: [String]) -> String {
        "\(time) \(subject) \(deadline): " + indicators.sorted().joined(separator: "; ")
    }

    static func text(
        _ rule: String, _ group: String, _ value: ExactDecimal, _ keys: [String], conditions: [String],
        usual: String
    ) -> String {
        ([rule, group, value.description] + keys.sorted() + conditions + [usual]).joined(separator: " ")
    }

    private struct Held {
        let text: String
        let isOwn: Bool

        init(
            _ rule: Rule, _ group: String, _ value: ExactDecimal, _ sales: [Sale],
            conditions: [String] = [], usual: String = "", isOwn: Bool
        ) {
            text = BruteForms.text(
                rule.id, group, value, sales.map(\.key), conditions: conditions, usual: usual)
            self.isOwn = isOwn
        }
    }

    private func asked(_ kind: Rule.Subject) -> [Rule] { rules.filter { $0.subject == kind } }

    private func sale(_ line: Line, _ kind: Rule.Subject) -> Sale {
        Sale(
            key: line.key.text.string, receipt: line.key.receipt.string,
            feed: String(line.key.text.string.prefix(1)), moment: line.time.microseconds,
            subject: kind == .store ? line.store.string : line.tokens[0].value.string,
            product: line.product ?? "", quantity: line.quantity ?? .zero)
    }

    private func matches(_ condition: Condition, _ sale: Sale) -> Bool {
        // Every sale has a substance of the list.
        if case .equals(_, let products) = condition { products.contains(sale.product) } else { true }
    }

    private func groups(_ rule: Rule, _ sales: [Sale]) -> [String: [Sale]] {
        Dictionary(
            grouping: sales.filter { matches(rule.condition, $0) },
            by: { rule.each == nil ? "" : $0.product.string })
    }

    private func value(_ measure: Measure, _ sales: [Sale]) -> ExactDecimal {
        let units = sales.reduce(ExactDecimal.zero) { $0 + $1.quantity }
        return switch measure {
        case .countReceipts: ExactDecimal(Set(sales.map(\.receipt)).count)
        case .sumUnits: units
        case .sumMass: ExactDecimal(millionths: units.millionths * 500)
        case .distinct: ExactDecimal(Set(sales.map(\.product)).count)
        default: ExactDecimal(sales.count)
        }
    }

    private func holds(_ threshold: Threshold, _ measure: Measure, _ sales: [Sale]) -> Bool {
        let value = value(measure, sales)
        return !sales.isEmpty
            && (threshold.bound == .atLeast ? value >= threshold.value : value > threshold.value)
    }

    private func within(_ window: Rule.Window, _ sales: [Sale], _ time: Int64) -> [Sale] {
        guard case .span(let length) = window else { return sales.filter { $0.moment == time } }
        return sales.filter { $0.moment > time - length.microseconds && $0.moment <= time }
    }

    /// - Parameter deadline: the awaiting sales at a deadline; nil at a moment of receipts.
    private func held(_ rule: Rule, _ sales: [Sale], at time: Int64, deadline: [Sale]?) -> [Held] {
        let own = Set(deadline?.map(\.key) ?? sales.filter { $0.moment == time }.map(\.key))
        return groups(rule, sales).flatMap { group, sales -> [Held] in
            func isOwn(_ sales: [Sale]) -> Bool { sales.contains { own.contains($0.key) } }
            switch rule.form {
            case .measure:
                let inside = within(rule.window, sales, time)
                guard holds(rule.threshold, rule.measure, inside) else { return [] }
                var text = ""
                if rule.usual != nil {
                    guard let usual = usual(rule, sales, time, value(rule.measure, inside)) else { return [] }
                    text = usual
                }
                return [
                    Held(
                        rule, group, value(rule.measure, inside), inside, usual: text, isOwn: isOwn(inside))
                ]
            case .combine(let least, let criteria):
                return combinations(rule, least, criteria, sales, at: time, isDeadline: deadline != nil)
                    .map {
                        Held(
                            rule, group + $0.receipt, ExactDecimal($0.count), $0.sales,
                            conditions: $0.texts, isOwn: isOwn($0.sales))
                    }
            case .sequence(let steps):
                guard deadline == nil, let chain = chain(steps, sales, at: time) else { return [] }
                return [Held(rule, group, ExactDecimal(steps.count), chain, isOwn: true)]
            case .absent: return []
            }
        }
    }

    private struct Combination {
        var receipt = ""
        var count = 0
        var texts: [String] = []
        var sales: [Sale] = []
    }

    private func combinations(
        _ rule: Rule, _ least: Int, _ criteria: [Criterion], _ sales: [Sale], at time: Int64,
        isDeadline: Bool
    ) -> [Combination] {
        let isOfReceipts = criteria.allSatisfy { $0.window == .receipt }
        if isOfReceipts {
            let receipts = Dictionary(
                grouping: isDeadline ? [] : within(.receipt, sales, time), by: \.receipt)
            return receipts.compactMap { receipt, sales in
                var one = combination(criteria, sales, at: time, isDeadline: false)
                one.receipt = " " + receipt
                return one.count >= least ? one : nil
            }
        }
        let one = combination(criteria, sales, at: time, isDeadline: isDeadline)
        return one.count >= least ? [one] : []
    }

    private func combination(
        _ criteria: [Criterion], _ sales: [Sale], at time: Int64, isDeadline: Bool
    ) -> Combination {
        var result = Combination()
        var keys: Set<String> = []
        for (number, one) in criteria.enumerated() {
            let matching = within(one.window, sales.filter { matches(one.condition, $0) }, time)
            var behind: [[Sale]] = [matching]
            if one.window == .receipt {
                behind = isDeadline ? [] : Array(Dictionary(grouping: matching, by: \.receipt).values)
            }
            behind = behind.filter { holds(one.threshold, one.measure, $0) }
            guard !behind.isEmpty else { continue }
            let value = behind.map { self.value(one.measure, $0) }.max() ?? .zero
            result.count += 1
            result.texts.append("[\(number + 1) \(value) \(behind.joined().map(\.key).sorted())]")
            result.sales += behind.joined().filter { keys.insert($0.key).inserted }
        }
        return result
    }

    private func usual(_ rule: Rule, _ sales: [Sale], _ time: Int64, _ value: ExactDecimal) -> String? {
        guard let usual = rule.usual, case .span(let length) = rule.window else { return nil }
        var values: [ExactDecimal] = []
        var number: Int64 = 1
        while number * length.microseconds <= usual.over.microseconds {
            let end = time - number * length.microseconds
            let inside = within(rule.window, sales, end)
            if !inside.isEmpty { values.append(self.value(rule.measure, inside)) }
            number += 1
        }
        guard values.count >= usual.minWindows, !values.isEmpty else { return nil }
        values.sort()
        let middle = values.count / 2
        let median =
            values.count.isMultiple(of: 2)
            ? Double(values[middle - 1].millionths + values[middle].millionths) / 2_000_000
            : Double(values[middle].millionths) / 1_000_000
        // Halves times 1, 1.5 or 2 are exact in binary.
        let measured = Double(value.millionths) / 1_000_000
        let least = median * Double(usual.times.value.millionths) / 1_000_000
        guard usual.times.bound == .atLeast ? measured >= least : measured > least else { return nil }
        return "usual \(median) of \(values.count)"
    }

    /// All chains are made; the best ends with the latest purchases, the last first.
    private func chain(_ steps: [Step], _ sales: [Sale], at time: Int64) -> [Sale]? {
        var chains: [[Sale]] = [[]]
        for step in steps.reversed() {
            chains = chains.flatMap { chain in
                sales.filter { sale in
                    guard matches(step.condition, sale) else { return false }
                    guard let next = chain.first else { return sale.moment == time }
                    let longest = steps[steps.count - chain.count].within?.microseconds ?? 0
                    return sale.moment < next.moment && sale.moment >= next.moment - longest
                }.map { [$0] + chain }
            }
        }
        return chains.min { left, right in
            for (one, other) in zip(left, right).reversed() {
                if one.moment != other.moment { return one.moment > other.moment }
                if one.key != other.key { return one.key < other.key }
            }
            return false
        }
    }

    private struct Unanswered {
        let deadline: Int64
        let group: String
        let sales: [Sale]
    }

    private func unanswered(_ rule: Rule, _ sales: [Sale]) -> [Unanswered] {
        guard case .absent(let absence) = rule.form else { return [] }
        return groups(rule, sales).flatMap { group, sales in
            Dictionary(grouping: sales.filter { matches(absence.after, $0) }, by: \.moment).compactMap {
                moment, awaiting in
                let deadline = moment + absence.within.microseconds
                let came = sales.contains {
                    matches(absence.awaited, $0) && $0.moment > moment && $0.moment <= deadline
                }
                return came ? nil : Unanswered(deadline: deadline, group: group, sales: awaiting)
            }
        }
    }

    private func isDecided(_ sale: Sale, _ deadline: Int64) -> Bool {
        lines.contains { $0.key.text.string.hasPrefix(sale.feed) && $0.time.microseconds > deadline }
    }

    private func isOpen(_ one: Unanswered) -> Bool {
        !one.sales.allSatisfy { isDecided($0, one.deadline) }
    }

    private func deadlines(_ rule: Rule, _ sales: [Sale]) -> [Int64: [(String, [Sale])]] {
        var found: [Int64: [(String, [Sale])]] = [:]
        for one in unanswered(rule, sales) {
            let decided = one.sales.filter { isDecided($0, one.deadline) }
            if !decided.isEmpty { found[one.deadline, default: []].append((one.group, decided)) }
        }
        return found
    }
}
