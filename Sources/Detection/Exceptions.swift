import Purchases
import Rules

/// What licences and professional statements shown on a purchase cover (4.6).
extension FieldValues {
    /// What of a substance no exception covers.
    enum Uncovered: Sendable {
        case nothing
        /// All of it, its mass known or not.
        case everything
        /// So many grams, above a paper's total.
        case above(ExactDecimal)
    }

    /// - Parameter position: that of the substance.
    func uncovered(_ position: Int, by exceptions: Set<Rule.Exception>) -> Uncovered {
        var least: ExactDecimal?
        for exception in exceptions {
            guard let above = above(position, exception) else { continue }
            least = min(least ?? above, above)
        }
        guard let least else { return .everything }
        return least.isZero ? .nothing : .above(least)
    }

    /// Whether the exceptions cover all of a substance, so that it counts for nothing.
    func isCovered(_ position: Int, by exceptions: Set<Rule.Exception>) -> Bool {
        if exceptions.isEmpty { return false }
        if case .nothing = uncovered(position, by: exceptions) { return true }
        return false
    }

    /// The grams of a substance that no exception covers; nil when unknown.
    func countedMass(_ position: Int, by exceptions: Set<Rule.Exception>) -> ExactDecimal? {
        switch uncovered(position, by: exceptions) {
        case .nothing: .zero
        case .everything: purchase.substances[position].mass
        case .above(let grams): grams
        }
    }

    /// The grams that lie above the total of a paper that otherwise covers the substance; nil where none does.
    func above(_ position: Int, _ exception: Rule.Exception) -> ExactDecimal? {
        guard isOtherwiseCovered(purchase.substances[position], by: exception) else { return nil }
        let above = purchase.facts.above(exception)
        return position < above.count ? above[position] : .zero
    }

    func paper(_ exception: Rule.Exception) -> Exemption? {
        exception == .licence ? line.licence : line.professional
    }

    /// Whether the paper covers the substance as long as its total is not used up.
    func isOtherwiseCovered(_ substance: ListedSubstance, by exception: Rule.Exception) -> Bool {
        // A number and an expiry are needed, and the last day is still covered.
        guard let shown = paper(exception), shown.number != nil, let until = shown.until,
            until >= line.local.day, shown.period != .unreadable
        else { return false }
        switch shown.total {
        case nil: break
        case .unreadable?: return false
        // What is used up is counted in grams.
        case .grams(let total)?: guard total > .zero, substance.mass != nil else { return false }
        }
        // A feed that maps no scope puts no bound on it; a blank one covers nothing.
        if let scope = shown.scope, !scope.contains(where: { substance.isNamed($0) }) { return false }
        guard let ceiling = shown.concentration else { return true }
        guard let side = substance.share?.compared(to: ceiling) else { return false }
        return side <= 0
    }

    /// By kind of paper, the grams of a substance that it covers, where its total leaves a part uncovered.
    func partlyCovered(_ position: Int, by exceptions: Set<Rule.Exception>) -> [Rule.Exception: ExactDecimal]
    {
        var found: [Rule.Exception: ExactDecimal] = [:]
        guard let mass = purchase.substances[position].mass else { return found }
        for exception in exceptions {
            guard let above = above(position, exception), above > .zero, above < mass else { continue }
            found[exception] = mass - above
        }
        return found
    }
}

extension NettedPurchase.Facts {
    func above(_ exception: Rule.Exception) -> [ExactDecimal] {
        exception == .licence ? aboveLicence : aboveProfessional
    }
}

extension Rule.Exception {
    /// As packs and alerts write it; also the order in which they stand.
    var name: String { self == .licence ? "licence" : "professional" }

    static let inOrder: [Rule.Exception] = [.licence, .professional]
}
