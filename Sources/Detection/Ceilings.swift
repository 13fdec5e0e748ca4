import Purchases
import Rules

/// How the totals of licences and professional statements are used up by their buyers (4.6).
///
/// A purchase uses up the total of the paper that it shows by the masses of the substances that it otherwise covers, for
/// as long as the paper's period; what lies above the total, in order of (time, key), is not covered.
struct Ceilings: Sendable {
    /// What is used up together: the purchases of one buyer that show one paper, as one netting leaves them.
    private struct Paper: Hashable {
        let netting: Netting
        let exception: Rule.Exception
        let number: ExactText
    }

    /// A purchase that shows a paper.
    private struct Use: Hashable {
        let line: Int
        let order: LineOrder
        let terms: Terms
        /// By substance; zero for one that the paper does not cover.
        let masses: [ExactDecimal]
        let mass: ExactDecimal
    }

    private struct Terms: Hashable {
        /// Nil where none is stated.
        let total: ExactDecimal?
        /// Nil where there is no end.
        let period: TimeSpan?
    }

    /// Of one paper, in order.
    private struct Uses: Sendable {
        var items: [Use] = []
        /// The mass of all before each, and of all.
        var sums: [ExactDecimal] = [.zero]

        mutating func settle() {
            items.sort { $0.order < $1.order }
            for use in items { sums.append(sums[sums.count - 1] + use.mass) }
        }

        /// The first purchase that still counts for one.
        func start(for index: Int) -> Int {
            guard let period = items[index].terms.period else { return 0 }
            let since = items[index].order.time.before(by: period)
            return first(through: index) { items[$0].order.time > since }
        }

        /// The purchases that use up the total of one that lies above it, itself the last that may be among them.
        func usedUp(at index: Int, total: ExactDecimal) -> Range<Int> {
            let start = start(for: index)
            let full = sums[start] + total
            return start..<first(through: index + 1) { sums[$0] >= full }
        }

        /// The first of the indices up to one, itself where no earlier one is, from which on something holds.
        private func first(through last: Int, _ holds: (Int) -> Bool) -> Int {
            var (low, high) = (0, last)
            while low < high {
                let middle = (low + high) / 2
                if holds(middle) { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }

    /// What rules of each netting except.
    let exceptions: [Netting: Set<Rule.Exception>]
    private var buyers: [Int: [Paper: Uses]] = [:]

    init(rules: [Rule]) {
        var exceptions: [Netting: Set<Rule.Exception>] = [:]
        for rule in rules where !rule.exceptions.isEmpty {
            exceptions[rule.netting, default: []].formUnion(rule.exceptions)
        }
        self.exceptions = exceptions
    }

    var isEmpty: Bool { exceptions.isEmpty }

    mutating func remove(_ buyer: Int) { buyers[buyer] = nil }

    /// Works out anew what a buyer's purchases use up.
    ///
    /// - Parameter lines: the buyer's purchases that show a paper.
    /// - Returns: those whose uncovered part, or what used their total up, may have changed.
    mutating func update(
        _ buyer: Int, _ lines: [(id: Int, line: Line, purchase: Purchase)]
    ) -> (above: [Int: [Netting: NettedPurchase.Facts]], doubtful: Set<Int>) {
        let old = buyers[buyer] ?? [:]
        let new = lines.isEmpty ? [:] : uses(of: lines)
        buyers[buyer] = new.isEmpty ? nil : new
        var above: [Int: [Netting: NettedPurchase.Facts]] = [:]
        var doubtful: Set<Int> = []
        for (paper, uses) in new {
            let before = old[paper]?.items ?? []
            let same = zip(before, uses.items).prefix { $0 == $1 }.count
            for (index, use) in uses.items.enumerated() {
                guard let found = self.above(uses, index), found.contains(where: { $0 > .zero }) else {
                    continue
                }
                above[use.line, default: [:]][paper.netting, default: .init()].set(found, paper.exception)
                if index >= same { doubtful.insert(use.line) }
            }
        }
        return (above, doubtful)
    }

    /// The purchases that used up the totals of some others, each in its netting and by each kind of paper.
    func usedUp(
        _ asked: [(line: Int, buyer: Int, netting: Netting, exception: Rule.Exception, number: ExactText)]
    ) -> Set<Int> {
        var found: Set<Int> = []
        let papers = Dictionary(grouping: asked) {
            Owned(
                buyer: $0.buyer, paper: Paper(netting: $0.netting, exception: $0.exception, number: $0.number)
            )
        }
        for (owned, asked) in papers {
            guard let uses = buyers[owned.buyer]?[owned.paper] else { continue }
            let lines = Set(asked.map(\.line))
            let ranges = uses.items.indices.compactMap { index -> Range<Int>? in
                guard lines.contains(uses.items[index].line), let total = uses.items[index].terms.total
                else { return nil }
                return uses.usedUp(at: index, total: total)
            }
            // They overlap: each purchase is looked at once.
            var next = 0
            for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
                for place in max(range.lowerBound, next)..<max(range.upperBound, next)
                where uses.items[place].mass > .zero { found.insert(uses.items[place].line) }
                next = max(next, range.upperBound)
            }
        }
        return found
    }

    private struct Owned: Hashable {
        let buyer: Int
        let paper: Paper
    }

    private func uses(of lines: [(id: Int, line: Line, purchase: Purchase)]) -> [Paper: Uses] {
        var found: [Paper: Uses] = [:]
        var stated: Set<Paper> = []
        for (id, line, purchase) in lines {
            for (netting, kinds) in exceptions {
                guard let seen = purchase.seen(by: netting) else { continue }
                let values = FieldValues(line: line, purchase: seen, totals: [])
                for kind in kinds {
                    guard let shown = values.paper(kind), let number = shown.number else { continue }
                    let isCovered = seen.substances.map { values.isOtherwiseCovered($0, by: kind) }
                    guard isCovered.contains(true) else { continue }
                    let masses = zip(seen.substances, isCovered).map { $1 ? $0.mass ?? .zero : .zero }
                    let paper = Paper(netting: netting, exception: kind, number: number)
                    let terms = Terms(total: shown.stated, period: shown.span)
                    if terms.total != nil { stated.insert(paper) }
                    found[paper, default: Uses()].items.append(
                        Use(
                            line: id, order: purchase.order, terms: terms, masses: masses,
                            mass: masses.reduce(.zero, +)))
                }
            }
        }
        // Without a total there is nothing to use up.
        found = found.filter { stated.contains($0.key) }
        for paper in stated { found[paper]?.settle() }
        return found
    }

    /// By substance, what of a purchase lies above its total; nil where it states none.
    private func above(_ uses: Uses, _ index: Int) -> [ExactDecimal]? {
        guard let total = uses.items[index].terms.total else { return nil }
        var used = uses.sums[index] - uses.sums[uses.start(for: index)]
        return uses.items[index].masses.map { mass in
            used += mass
            return max(min(used - total, mass), .zero)
        }
    }
}

extension NettedPurchase.Facts {
    fileprivate mutating func set(_ above: [ExactDecimal], _ exception: Rule.Exception) {
        if exception == .licence { aboveLicence = above } else { aboveProfessional = above }
    }
}

extension Exemption {
    fileprivate var stated: ExactDecimal? { if case .grams(let grams)? = total { grams } else { nil } }
    fileprivate var span: TimeSpan? { if case .span(let span)? = period { span } else { nil } }
}
