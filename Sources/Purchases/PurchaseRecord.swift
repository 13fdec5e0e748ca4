/// A purchase as an alert shows it (5.7).
package struct PurchaseRecord: Sendable, Hashable, Codable {
    package var key: ExactText
    package var time: EventTime
    package var moment: EventTime
    package var store: ExactText
    package var till: ExactText
    package var receipt: ExactText
    package var line: ExactText
    package var product: ExactText?
    package var description: String?
    /// Net, and what returns took.
    package var quantity: ExactDecimal
    package var returned: ExactDecimal
    /// What voids took; nil in alerts that were written before it was stated.
    package var voided: ExactDecimal?
    package var amount: ExactDecimal?
    package var currency: ExactText?
    package var tender: ExactText?
    package var substances: [SubstanceRecord]
    /// What rules saw that leave a step of the netting out and list it; nil where none does.
    package var before: [PurchaseBefore]?

    package init(
        key: ExactText, time: EventTime, moment: EventTime, store: ExactText, till: ExactText,
        receipt: ExactText, line: ExactText, product: ExactText?, description: String?,
        quantity: ExactDecimal, returned: ExactDecimal, voided: ExactDecimal? = nil, amount: ExactDecimal?,
        currency: ExactText?, tender: ExactText?, substances: [SubstanceRecord],
        before: [PurchaseBefore]? = nil
    ) {
        self.key = key
        self.time = time
        self.moment = moment
        self.store = store
        self.till = till
        self.receipt = receipt
        self.line = line
        self.product = product
        self.description = description
        self.quantity = quantity
        self.returned = returned
        self.voided = voided
        self.amount = amount
        self.currency = currency
        self.tender = tender
        self.substances = substances
        self.before = before
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(key, forKey: .key)
        try container.encode(time, forKey: .time)
        try container.encode(moment, forKey: .moment)
        try container.encode(store, forKey: .store)
        try container.encode(till, forKey: .till)
        try container.encode(receipt, forKey: .receipt)
        try container.encode(line, forKey: .line)
        try container.encode(product, forKey: .product)
        try container.encode(description, forKey: .description)
        try container.encode(quantity, forKey: .quantity)
        try container.encode(returned, forKey: .returned)
        try container.encodeIfPresent(voided, forKey: .voided)
        try container.encode(amount, forKey: .amount)
        try container.encode(currency, forKey: .currency)
        try container.encode(tender, forKey: .tender)
        try container.encode(substances, forKey: .substances)
        try container.encodeIfPresent(before, forKey: .before)
    }
}

/// A listed substance of a purchase as an alert shows it.
package struct SubstanceRecord: Sendable, Hashable, Codable {
    package var id: ExactText
    package var name: String
    package var cas: ExactText?
    package var list: ExactText
    package var concentration: Measured?
    package var mass: Measured?
    package var volume: Measured?
    package var restricted: Bool?
    package var assumedDensity: Bool
    /// What a paper covers of it, where its total leaves a part uncovered.
    package var coveredMass: CoveredMass?

    enum CodingKeys: String, CodingKey {
        case id, name, cas, list, concentration, mass, volume, restricted
        case assumedDensity = "assumed_density"
        case coveredMass = "covered_mass"
    }

    package init(
        id: ExactText, name: String, cas: ExactText?, list: ExactText, concentration: Measured?,
        mass: Measured?, volume: Measured?, restricted: Bool?, assumedDensity: Bool,
        coveredMass: CoveredMass? = nil
    ) {
        self.id = id
        self.name = name
        self.cas = cas
        self.list = list
        self.concentration = concentration
        self.mass = mass
        self.volume = volume
        self.restricted = restricted
        self.assumedDensity = assumedDensity
        self.coveredMass = coveredMass
    }

    /// The CAS number, else `list/id` (3.3).
    package var identity: ExactText { cas ?? ExactText("\(list)/\(id)") }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(name, forKey: .name)
        try container.encode(cas, forKey: .cas)
        try container.encode(list, forKey: .list)
        try container.encode(concentration, forKey: .concentration)
        try container.encode(mass, forKey: .mass)
        try container.encode(volume, forKey: .volume)
        try container.encode(restricted, forKey: .restricted)
        try container.encode(assumedDensity, forKey: .assumedDensity)
        try container.encodeIfPresent(coveredMass, forKey: .coveredMass)
    }
}

/// An amount with its unit: `{"value": "468.75", "unit": "g"}`.
package struct Measured: Sendable, Hashable, Codable {
    package var value: ExactDecimal
    package var unit: String

    package init(_ value: ExactDecimal, _ unit: String) {
        self.value = value
        self.unit = unit
    }
}
