import Purchases

extension Decision {
    /// Who decides, when, and up to which day it holds.
    package struct Signature: Sendable, Hashable {
        package var by: String
        package var at: LocalDay
        package var until: LocalDay?

        package init(by: String, at: LocalDay, until: LocalDay? = nil) {
            self.by = by
            self.at = at
            self.until = until
        }
    }

    /// Takes a proposal as it is.
    ///
    /// - Parameter entry: what the lists say of its substance now.
    package static func accepting(
        _ proposal: Proposal, entry: String, signed: Signature
    ) -> Decision {
        var decision = bare(.accept, proposal, entry: entry, signed: signed)
        decision.concentration = proposal.concentration
        decision.basis = proposal.basis
        // An amount without its unit says nothing.
        if let unit = proposal.netUnit, let amount = proposal.netAmount {
            decision.netAmount = amount
            decision.netUnit = unit
        }
        return decision
    }

    /// Says that the article does not hold the substance, or not so that it counts.
    package static func rejecting(
        _ proposal: Proposal, reason: String, entry: String, signed: Signature
    ) -> Decision {
        var decision = bare(.reject, proposal, entry: entry, signed: signed)
        decision.reason = reason
        return decision
    }

    /// Takes what a person says is right; two decisions where it is another substance than the proposed one, which is then
    /// rejected.
    package static func correcting(
        _ proposal: Proposal, to right: Correction, lists: ListedEntries, signed: Signature
    ) -> [Decision] {
        let entry = { (substance: String) in lists.digest(of: ExactText(substance)) ?? unlisted }
        var decision = bare(.correct, proposal, entry: entry(right.substance), signed: signed)
        decision.key = Key(product: proposal.article.product, substance: right.substance)
        decision.concentration = right.concentration
        decision.basis = right.basis
        decision.netAmount = right.netAmount
        decision.netUnit = right.netUnit
        decision.density = right.density
        decision.until = right.until ?? signed.until
        decision.reason = right.reason
        guard right.substance != proposal.substance else { return [decision] }
        let reason = right.reason.isEmpty ? "it is \(right.substance)" : right.reason
        var rejection = rejecting(
            proposal, reason: reason, entry: entry(proposal.substance), signed: signed)
        rejection.until = decision.until
        return [rejection, decision]
    }

    /// Of a substance that no loaded list names; it never equals what a list says.
    package static let unlisted = "000000000000"

    private static func bare(
        _ kind: Kind, _ proposal: Proposal, entry: String, signed: Signature
    ) -> Decision {
        Decision(
            key: Key(product: proposal.article.product, substance: proposal.substance), kind: kind,
            label: proposal.article.label, entry: entry, by: signed.by, at: signed.at, until: signed.until)
    }

    /// What was decided, in words: `accepted by ada on 2026-11-27: 12 % w/w, 5 l`.
    package var words: String {
        let verb =
            switch kind {
            case .accept: "accepted"
            case .correct: "corrected"
            case .reject: "rejected"
            }
        var parts: [String] = []
        if kind != .reject {
            parts.append(
                amountWords(concentration: concentration, basis: basis, net: netAmount, unit: netUnit))
        }
        if let density { parts.append("\(density) g/ml") }
        if !reason.isEmpty { parts.append("“\(shortened(reason, to: 120))”") }
        if let until { parts.append("until \(until)") }
        let rest = parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
        return "\(verb) by \(shortened(by)) on \(at)\(rest)"
    }
}

/// `12 % w/w, 5 l`, and what is unknown said so.
func amountWords(
    concentration: ExactDecimal?, basis: String?, net: ExactDecimal?, unit: String?
) -> String {
    let share = concentration.map { "\($0) % \(basis ?? Decision.bases[0])" } ?? "concentration unknown"
    guard let net, let unit else { return share + ", net amount unknown" }
    return "\(share), \(net) \(unit)"
}
