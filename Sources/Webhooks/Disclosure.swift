import Crypto
import Purchases

/// What an endpoint is shown of alerts (`docs/RUN.md`, "What an endpoint sees").
///
/// A pure function of the event, so that every attempt sends the same bytes. What is left out is null or an empty list,
/// as where there is nothing to say: the event stays one that the alert's schema and `tillwatch verify` take.
package struct Disclosure: Sendable, Hashable {
    /// What a profile may leave out.
    package enum Field: String, Sendable, Hashable, CaseIterable {
        /// `buyer.tokens`: the pseudonyms of the tokens that make the buyer.
        case tokens
        /// `buyer.links`: the receipts that joined them.
        case links
        /// `follows`: the buyer's previous alert.
        case follows
        /// `purchases[].description`: the feed's own text, and groups by it.
        case description
    }

    package static let shipped: [String: Disclosure] = [
        "police": Disclosure(),
        "compliance": Disclosure(),
        "analyst": Disclosure(shows: [.links, .follows]),
        "store": Disclosure(shows: [.description], purchasesMax: 20),
    ]

    package var shows: Set<Field>
    /// At least 1; the strongest stay, and `omitted` counts the others.
    package var purchasesMax: Int?
    /// Makes the buyers' keys and tokens the endpoint's own; nil leaves them as the journal has them.
    package var key: [UInt8]?

    package init(
        shows: Set<Field> = Set(Field.allCases), purchasesMax: Int? = nil, key: [UInt8]? = nil
    ) {
        self.shows = shows
        self.purchasesMax = purchasesMax
        self.key = key
    }

    /// Whether it leaves every event as it is.
    package var isEverything: Bool { self == Disclosure() }

    /// The event as the endpoint sees it.
    package func disclosed(_ event: AlertEvent) -> AlertEvent {
        var event = event
        if let purchasesMax { event = EventEncoding.cut(event, purchases: purchasesMax) }
        leaveOut(&event.data)
        if let key { Pseudonymiser(key: key).rename(&event.data) }
        return event
    }

    private func leaveOut(_ data: inout AlertData) {
        if !shows.contains(.tokens) { data.buyer?.tokens = [] }
        if !shows.contains(.links) { data.buyer?.links = [] }
        if !shows.contains(.follows) { data.follows = nil }
        guard !shows.contains(.description) else { return }
        for index in data.purchases.indices { data.purchases[index].description = nil }
        // Groups stay apart, and say no more than that they are.
        var places: [ExactText: Int] = [:]
        for index in data.indicators.indices {
            guard let value = data.indicators[index].group["description"] else { continue }
            let place = places[value] ?? places.count + 1
            places[value] = place
            data.indicators[index].group["description"] = ExactText("withheld \(place)")
        }
    }
}

/// Gives buyers and tokens other names, the same ones for ever under one key.
private struct Pseudonymiser {
    private let key: SymmetricKey

    init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    func rename(_ data: inout AlertData) {
        if let buyer = data.buyer {
            data.buyer?.key = name("buyer", buyer.key)
            let tokens = buyer.tokens.map { token in
                Token(kind: token.kind, value: ExactText(name(token.kind.string, token.value.string)))
            }
            // In an order that says nothing of the one before.
            data.buyer?.tokens = tokens.sorted()
        }
        for index in data.indicators.indices {
            for (field, value) in data.indicators[index].group where isPseudonym(value) {
                data.indicators[index].group[field] = ExactText(name(field, value.string))
            }
        }
    }

    /// As `Pseudonyms` makes them: SHA-256 in hex. Nothing else that alerts are grouped by looks so.
    private func isPseudonym(_ text: ExactText) -> Bool {
        let digits = text.string.utf8
        return digits.count == 64
            && digits.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }

    /// As many hex digits as before, at most 64.
    private func name(_ kind: String, _ value: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("tillwatch endpoint\0\(kind)\0\(value)".utf8), using: key)
        let hex = code.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
        return String(hex.prefix(max(32, value.utf8.count)))
    }
}
