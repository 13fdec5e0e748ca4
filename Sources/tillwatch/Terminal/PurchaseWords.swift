import Purchases

enum PurchaseWords {
    /// What was bought, and what of it is left.
    static func bought(_ purchase: PurchaseRecord) -> String {
        var bought = "\(purchase.quantity) x \(purchase.product?.string ?? "unknown product")"
        if let description = purchase.description { bought += " \"\(description)\"" }
        if !purchase.returned.isZero { bought += ", \(purchase.returned) returned" }
        if let voided = purchase.voided, !voided.isZero { bought += ", \(voided) voided" }
        if let amount = purchase.amount {
            bought += ", \(amount) \(purchase.currency?.string ?? "in no stated currency")"
        }
        if let tender = purchase.tender { bought += ", \(tender)" }
        return bought
    }

    /// A substance of a purchase with every number.
    static func line(of substance: SubstanceRecord) -> String {
        var parts = ["\(substance.name) (\(substance.cas?.string ?? substance.id.string), \(substance.list))"]
        parts.append(substance.concentration.map { "\($0.value) \($0.unit)" } ?? "concentration unknown")
        parts.append(substance.mass.map { "\($0.value) \($0.unit)" } ?? "mass unknown")
        if let volume = substance.volume { parts.append("\(volume.value) \(volume.unit) of product") }
        switch substance.restricted {
        case true?: parts.append("above its limit")
        case false?: break
        case nil: parts.append("limit undecided")
        }
        for (paper, covered) in [
            ("licence", substance.coveredMass?.licence),
            ("professional statement", substance.coveredMass?.professional),
        ] {
            if let covered { parts.append("\(covered.value) \(covered.unit) covered by the \(paper)") }
        }
        if substance.assumedDensity { parts.append("density assumed 1 g/ml") }
        return parts.joined(separator: ", ")
    }
}
