import Purchases

enum PurchaseWords {
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
