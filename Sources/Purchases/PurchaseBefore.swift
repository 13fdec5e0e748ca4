/// That a rule leaves a step of the netting out (2.5).
package enum LeftOut: String, Sendable, Hashable, Codable { case ignore }

/// A purchase as rules saw it that leave a step of the netting out.
package struct PurchaseBefore: Sendable, Hashable, Codable {
    /// A substance of the purchase, in the place that it has there.
    package struct Substance: Sendable, Hashable, Codable {
        package var id: ExactText
        package var mass: Measured?
        package var volume: Measured?
        package var coveredMass: CoveredMass?

        enum CodingKeys: String, CodingKey {
            case id, mass, volume
            case coveredMass = "covered_mass"
        }

        package init(id: ExactText, mass: Measured?, volume: Measured?, coveredMass: CoveredMass? = nil) {
            self.id = id
            self.mass = mass
            self.volume = volume
            self.coveredMass = coveredMass
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(mass, forKey: .mass)
            try container.encode(volume, forKey: .volume)
            try container.encodeIfPresent(coveredMass, forKey: .coveredMass)
        }
    }

    /// The steps that they leave out; at least one.
    package var returns: LeftOut?
    package var voids: LeftOut?
    package var quantity: ExactDecimal
    package var amount: ExactDecimal?
    package var substances: [Substance]

    package init(
        returns: LeftOut?, voids: LeftOut?, quantity: ExactDecimal, amount: ExactDecimal?,
        substances: [Substance]
    ) {
        self.returns = returns
        self.voids = voids
        self.quantity = quantity
        self.amount = amount
        self.substances = substances
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(returns, forKey: .returns)
        try container.encodeIfPresent(voids, forKey: .voids)
        try container.encode(quantity, forKey: .quantity)
        try container.encode(amount, forKey: .amount)
        try container.encode(substances, forKey: .substances)
    }
}

/// What of a substance the papers shown cover, by kind (4.6); nil where one covers nothing, or all.
package struct CoveredMass: Sendable, Hashable, Codable {
    package var licence: Measured?
    package var professional: Measured?

    package init(licence: Measured?, professional: Measured?) {
        self.licence = licence
        self.professional = professional
    }
}
