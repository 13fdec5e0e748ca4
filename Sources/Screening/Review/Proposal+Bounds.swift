import Documents
import Purchases

extension Proposal {
    /// The proposal without amounts that neither the decisions file nor the catalogue could hold, such as one with fifteen
    /// digits out of a hostile name; a note says what was taken out.
    func withinBounds() -> Proposal {
        var proposal = self
        if !Decision.bases.contains(basis) { proposal.basis = Decision.bases[0] }
        if let concentration,
            !Self.holds(["concentration": concentration.description, "basis": proposal.basis])
        {
            proposal.concentration = nil
            proposal.leftOut("concentration", "a concentration of \(concentration) %")
        }
        switch (netAmount, netUnit) {
        case (nil, nil): break
        case (let amount?, let unit?) where Self.holds(["net_amount": amount.description, "net_unit": unit]):
            break
        default:
            proposal.netAmount = nil
            proposal.netUnit = nil
            let amount = netAmount?.description ?? "no number"
            proposal.leftOut("net_amount", "a net amount of \(amount) \(netUnit ?? "without a unit")")
        }
        return proposal
    }

    private mutating func leftOut(_ column: String, _ what: String) {
        if !missing.contains(column) { missing.append(column) }
        notes.append("\(shortened(what)) was read, and cannot be")
    }

    private static func holds(_ amounts: [String: String]) -> Bool {
        let place = YAMLPlace(line: 1, column: 1)
        let nodes = amounts.mapValues { YAMLNode(place: place, kind: .scalar($0)) }
        return AmountFields(values: nodes, findings: Findings(SourceText(file: "", bytes: []))).isWhole
    }
}
