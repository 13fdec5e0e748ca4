import Purchases

/// What licences and professional statements cover in part (4.6).
extension AlertCheck {
    /// An indicator names its exceptions where they cover a part of one of its purchases.
    mutating func exceptions(_ evidence: Evidence) {
        guard let exceptions = evidence.indicator.unless else { return }
        let rule = evidence.indicator.rule
        let known = ["licence", "professional"]
        if exceptions.isEmpty || exceptions != known.filter(exceptions.contains) {
            wrong(
                .covered, "rule \(rule) has exceptions that do not exist, or out of order",
                expected: known.joined(separator: ", "), found: exceptions.joined(separator: ", "))
        }
        let partly = evidence.records.filter { record in
            record.substances.contains { $0.coveredMass?.most(of: exceptions) != nil }
        }.map(\.key)
        if partly.isEmpty, !isPartial {
            wrong(.covered, "rule \(rule) names exceptions that cover no part of its purchases")
        }
        guard !data.covered.isEmpty else {
            unchecked(.covered, "what used up the totals of rule \(rule)'s exceptions is not stated")
            return
        }
        for key in Set(partly).subtracting(data.covered).sorted() {
            wrong(.covered, "\(key) is covered in part and not among what used up the total", found: "\(key)")
        }
    }

    /// The keys of what used totals up, and the parts that are covered.
    mutating func covered() {
        unusedBefore()
        if data.covered != Set(data.covered).sorted() {
            wrong(.covered, "covered is not in order, each purchase once")
        }
        for record in data.purchases {
            for substance in record.substances {
                covered(substance.coveredMass, of: substance.mass, "\(substance.identity) in \(record.key)")
            }
            for before in record.before ?? [] {
                for substance in before.substances {
                    covered(substance.coveredMass, of: substance.mass, "\(substance.id) in \(record.key)")
                }
            }
        }
    }

    private mutating func covered(_ covered: CoveredMass?, of mass: Measured?, _ name: String) {
        guard let covered else { return }
        let parts = [covered.licence, covered.professional].compactMap { $0 }
        if parts.isEmpty { wrong(.covered, "\(name) has a covered mass of nothing") }
        for part in parts where part.unit != "g" || part.value <= .zero || part.value >= mass?.value ?? .zero
        {
            wrong(
                .covered, "the covered mass of \(name) is no part of its mass",
                expected: "above 0, below \(mass?.text ?? "an unknown mass")", found: part.text)
        }
    }
}
