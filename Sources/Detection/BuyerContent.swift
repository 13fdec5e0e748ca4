import Purchases

/// Says who a buyer is: its key, its linking tokens, and the receipts that joined them (6.2).
struct BuyerContent {
    let installation: String
    let packID: String
    let linking: Linking
    let receipts: Receipts

    func reference(_ buyer: Int) -> BuyerReference {
        let members = linking.receipts(of: buyer).compactMap { id in
            receipts[id].earliestShown.map { (id: id, earliest: $0, key: receipts[id].key) }
        }
        let all = members.map(\.earliest) + [linking.earliestBefore(buyer)].compactMap { $0 }
        let earliest = all.min()?.key ?? ""
        var tokens: Set<Int> = []
        for member in members { tokens.formUnion(linking.graph.linkingTokens(on: member.id)) }
        let ordered = members.sorted {
            $0.earliest.time == $1.earliest.time ? $0.key < $1.key : $0.earliest.time < $1.earliest.time
        }
        return BuyerReference(
            key: digest([installation, packID, "buyer.key", earliest.string]),
            tokens: tokens.map { linking.graph[$0] }.sorted(), links: links(ordered.map(\.id)))
    }

    /// Those of the receipts, in their order, that first joined two linking tokens or more.
    private func links(_ ordered: [Int]) -> [ExactText] {
        var sets = Components()
        var found: [ExactText] = []
        for receipt in ordered {
            let tokens = linking.graph.linkingTokens(on: receipt)
            guard tokens.count > 1 else { continue }
            var joined = false
            for token in tokens.dropFirst() where sets.join(tokens[0], token) != nil { joined = true }
            if joined { found.append(receipts[receipt].key) }
        }
        return found
    }
}
