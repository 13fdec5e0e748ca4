import Purchases

extension AlertCheck {
    /// The listed substances of one purchase, as far as they follow from each other.
    mutating func substances(of record: PurchaseRecord) {
        if record.substances.isEmpty {
            wrong(.substances, "\(record.key) holds no listed substance")
        }
        for (left, right) in zip(record.substances, record.substances.dropFirst())
        where right.identity < left.identity {
            wrong(.substances, "the substances of \(record.key) are not in order", found: "\(right.identity)")
        }
        for substance in record.substances {
            let name = "\(substance.identity) in \(record.key)"
            if !lists.contains(substance.list) {
                wrong(
                    .substances, "\(name) is of a list that the alert does not state",
                    expected: listsText, found: "\(substance.list)")
            }
            concentration(of: substance, name: name)
            mass(of: substance, name: name)
            if substance.volume != record.substances.first?.volume {
                wrong(.volume, "\(record.key) has two volumes", found: "\(name)")
            }
            if let volume = substance.volume, volume.unit != "ml" || volume.value < .zero {
                wrong(.volume, "the volume of \(name) is no amount of ml", found: volume.text)
            }
        }
    }

    private mutating func concentration(of substance: SubstanceRecord, name: String) {
        guard let stated = substance.concentration else {
            // Unknown is not zero (3.2), and nothing follows from it.
            if let mass = substance.mass {
                wrong(.mass, "\(name) has a mass without a concentration", found: mass.text)
            }
            if substance.restricted == true {
                wrong(.concentration, "\(name) is above a limit without a concentration")
            }
            return
        }
        if !["% w/w", "% w/v", "% v/v"].contains(stated.unit) || stated.value < .zero {
            wrong(.concentration, "the concentration of \(name) is no percentage", found: stated.text)
        }
    }

    /// Grams follow from the volume shown where they are counted per volume, or where 1 g/ml was assumed (3.1).
    private mutating func mass(of substance: SubstanceRecord, name: String) {
        guard let mass = substance.mass else { return }
        if mass.unit != "g" || mass.value < .zero {
            wrong(.mass, "the mass of \(name) is no amount of grams", found: mass.text)
        }
        guard let stated = substance.concentration, let volume = substance.volume else { return }
        let perVolume = stated.unit == "% w/v"
        guard perVolume != substance.assumedDensity, perVolume || stated.unit == "% w/w" else { return }
        // The volume shown is rounded to the microlitre, the mass was computed before that.
        let half = ExactDecimal(millionths: 500)
        guard
            let grams = ExactDecimal.product([stated.value, volume.value], percent: true, digits: 6),
            let slack = ExactDecimal.product([stated.value, half], percent: true, digits: 6)
        else { return }
        if (mass.value - grams).magnitude > slack + ExactDecimal(millionths: 2) {
            wrong(
                .mass, "the mass of \(name) is not its concentration in the volume shown",
                expected: "\(grams) g", found: mass.text)
        }
    }
}

extension Measured {
    var text: String { "\(value) \(unit)" }
}
