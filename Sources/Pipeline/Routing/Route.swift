import Journal
import Purchases
import Rules

/// What one endpoint gets: what meets all that is asked. An endpoint that asks nothing gets everything.
package struct Route: Sendable, Hashable {
    /// The least level: one word for every pack, or a word by pack.
    package enum Levels: Sendable, Hashable {
        case all(String)
        /// Packs that are not named are asked for no level.
        case byPack([String: String])

        package func least(of pack: String) -> String? {
            switch self {
            case .all(let level): level
            case .byPack(let levels): levels[pack]
            }
        }
    }

    package var endpoint: String
    package var packs: [String]?
    package var levels: Levels?
    package var jurisdictions: [String]?
    package var stores: [ExactText]?
    /// At least one purchase of the alert matches it.
    package var condition: Condition?
    /// Gets what no other endpoint gets, and nothing else.
    package var isFallback = false

    package init(endpoint: String) { self.endpoint = endpoint }

    package var getsEverything: Bool {
        var all = Route(endpoint: endpoint)
        all.isFallback = isFallback
        return self == all && !isFallback
    }
}

extension Route {
    /// Whether an alert meets what is asked, and why, in words.
    ///
    /// - Parameter levels: of the version of the pack that judged the alert, the lowest first.
    func answer(_ event: AlertEvent, levels order: [String]) -> (meets: Bool, reason: String) {
        var reasons: [String] = []
        for (meets, reason) in [
            packAnswer(event), levelAnswer(event, order), jurisdictionAnswer(event), storeAnswer(event),
            purchaseAnswer(event),
        ].compactMap(\.self) {
            guard meets else { return (false, reason) }
            reasons.append(reason)
        }
        return (true, reasons.isEmpty ? "it gets everything" : reasons.joined(separator: "; "))
    }

    private func packAnswer(_ event: AlertEvent) -> (Bool, String)? {
        packs.map { packs in
            let pack = event.data.pack.id
            return packs.contains(pack)
                ? (true, "pack \(pack)") : (false, "pack \(pack) is none of \(packs.joined(separator: ", "))")
        }
    }

    /// A level that the pack's version does not have keeps nothing back: better too much than too little.
    private func levelAnswer(_ event: AlertEvent, _ order: [String]) -> (Bool, String)? {
        guard let least = levels?.least(of: event.data.pack.id) else { return nil }
        let level = event.data.level
        guard let bound = order.firstIndex(of: least), let reached = order.firstIndex(of: level) else {
            return (true, "the pack has no level \(least)")
        }
        return reached >= bound
            ? (true, "level \(level), asked for \(least)") : (false, "level \(level) is below \(least)")
    }

    private func jurisdictionAnswer(_ event: AlertEvent) -> (Bool, String)? {
        jurisdictions.map { wanted in
            guard let stated = event.data.pack.jurisdiction else {
                return (false, "the pack states no jurisdiction")
            }
            return wanted.contains(stated)
                ? (true, "jurisdiction \(stated)")
                : (false, "jurisdiction \(stated) is none of \(wanted.joined(separator: ", "))")
        }
    }

    private func storeAnswer(_ event: AlertEvent) -> (Bool, String)? {
        stores.map { wanted in
            let all = event.data.purchases.map(\.store) + [event.data.about?.store].compactMap(\.self)
            if let store = all.first(where: wanted.contains) { return (true, "store \(store)") }
            return (false, "no purchase at \(wanted.map(\.string).joined(separator: ", "))")
        }
    }

    private func purchaseAnswer(_ event: AlertEvent) -> (Bool, String)? {
        condition.map { condition in
            let match = event.data.purchases.first { ShownPurchase(purchase: $0).matches(condition) }
            guard let match else { return (false, "no purchase matches `where`") }
            return (true, "purchase \(match.key) matches `where`")
        }
    }
}
