import Foundation
import Purchases
import Reception
import Webhooks

/// Hand-made alerts; every number in them was worked out on paper.
enum Samples {
    static let a: ExactText = "1000-01-1"
    static let b: ExactText = "1000-02-2"
    static let c: ExactText = "list-1/third"

    /// A buyer's alert at 2027-01-10T12:00:00Z with an indicator of each measure.
    ///
    /// The subject is SHA-256 over `test`, `eu`, `buyer`, `f/S1/T1/R3` joined by zero bytes, computed with another program.
    static func buyer() -> AlertEvent {
        let indicators = [
            indicator(
                "sale", 30, "count purchases", "1", "1", "purchases", ["f/S1/T1/R3/1"], within: nil,
                group: ["receipt": "f/S1/T1/R3"]),
            indicator("several", 40, "distinct substance", "3", "3", "substance", all, within: "14d"),
            indicator(
                "bulk", 20, "sum mass", "360", "300", "g", ["f/S1/T1/R1/1", "f/S1/T1/R3/1"],
                group: ["substance": a], counted: ["f/S1/T1/R1/1": [a], "f/S1/T1/R3/1": [a]]),
            indicator("bulk", 10, "sum mass", "500", "300", "g", ["f/S2/T1/R2/1"], group: ["substance": b]),
            indicator(
                "spent", 0, "sum amount", "48.75", "48.74", "EUR", Array(all.prefix(3)), bound: "above"),
            indicator("shops", 0, "distinct store", "2", "2", "store", all),
            indicator("day", 0, "sum units", "2", "2", "units", Array(all.suffix(2)), within: "calendar_day"),
            indicator("litres", 0, "sum volume", "3500", "1000", "ml", [all[0], all[2], all[3]]),
            indicator(
                "visits", 0, "count receipts", "2", "2", "receipts", Array(all.suffix(3)), within: "9d"),
            indicator("card", 0, "count receipts", "3", "2", "receipts", all, group: ["loyalty": "ff"]),
            indicator("cards", 0, "distinct payment", "2", "2", "payment", all),
        ]
        let data = AlertData(
            revision: 1, level: "report", score: 100,
            pack: PackReference(id: "eu", version: "2027.1", jurisdiction: "EU"),
            lists: [ListReference(id: "list-1", version: "1")], catalogue: VersionReference(version: "c1"),
            timezones: VersionReference(version: "2025b"),
            buyer: BuyerReference(
                key: String(repeating: "0a", count: 16),
                tokens: [Token(kind: "loyalty", value: ExactText(String(repeating: "f0", count: 32)))],
                links: ["f/S1/T1/R1"]), about: nil, indicators: indicators, purchases: purchases)
        return AlertEvent(
            installation: "test", type: .raised, subject: "e1f77a2d02b69329c9be4c5ce3949598",
            time: time("2027-01-10T12:00:00Z"), recordedtime: time("2027-01-10T12:00:01.5Z"), data: data)
    }

    /// The buyer's alert with rules that leave steps of the netting out, and with a licence that is used up.
    ///
    /// Four bottles of 120 g were sold on R3/1, one was voided and three were returned: nothing is left. Of the 150 g of
    /// R3/2 a licence covers 100 g.
    static func netted() -> AlertEvent {
        func grams(_ text: String) -> Measured { Measured(decimal(text), "g") }
        func before(
            _ returns: LeftOut?, _ voids: LeftOut?, _ quantity: String, _ amount: String, _ mass: String
        )
            -> PurchaseBefore
        {
            PurchaseBefore(
                returns: returns, voids: voids, quantity: decimal(quantity), amount: decimal(amount),
                substances: [
                    PurchaseBefore.Substance(
                        id: "first", mass: grams(mass), volume: Measured(decimal("\(quantity)000"), "ml"))
                ])
        }
        var event = buyer()
        var sold = purchases[2]
        sold.quantity = .zero
        sold.returned = decimal("3")
        sold.voided = decimal("1")
        sold.amount = .zero
        sold.substances[0].mass = grams("0")
        sold.substances[0].volume = Measured(.zero, "ml")
        sold.before = [
            before(.ignore, nil, "3", "18.75", "360"), before(.ignore, .ignore, "4", "25", "480"),
        ]
        var licensed = purchases[3]
        licensed.voided = .zero
        licensed.substances[0].coveredMass = CoveredMass(licence: grams("100"), professional: nil)
        event.data.purchases = [sold, licensed]
        event.data.covered = [licensed.key]
        var returns = indicator("returned", 30, "sum mass", "360", "300", "g", [sold.key])
        returns.returns = .ignore
        var both = indicator("attempted", 40, "sum amount", "25", "20", "EUR", [sold.key])
        both.returns = .ignore
        both.voids = .ignore
        var above = indicator("above", 30, "sum mass", "50", "50", "g", [licensed.key])
        above.unless = ["licence"]
        event.data.indicators = [returns, both, above]
        return event
    }

    /// The same moment as an alert about store S1: what was bought elsewhere is not in it.
    static func store() -> AlertEvent {
        var data = buyer().data
        data.buyer = nil
        data.about = AboutReference(store: "S1", product: nil)
        data.indicators = [data.indicators[0]]
        data.purchases = [purchases[2]]
        data.score = 30
        return AlertEvent(
            installation: "test", type: .raised, subject: "26285e62b3797d0fb468a676b89f0394",
            time: time("2027-01-10T12:00:00Z"), recordedtime: time("2027-01-10T12:00:01.5Z"), data: data)
    }

    static func withdrawn() -> AlertEvent {
        var data = buyer().data
        data.revision = 2
        data.reason = .return
        data.cause = "f/S1/T1/R9/1"
        return AlertEvent(
            installation: "test", type: .withdrawn, subject: "e1f77a2d02b69329c9be4c5ce3949598",
            time: time("2027-01-10T12:00:00Z"), recordedtime: time("2027-01-11T12:00:00Z"), data: data)
    }

    private static let all: [ExactText] = ["f/S1/T1/R1/1", "f/S2/T1/R2/1", "f/S1/T1/R3/1", "f/S1/T1/R3/2"]

    private static var purchases: [PurchaseRecord] {
        [
            purchase(
                "S1", "R1", "1", "2027-01-01T10:00:00Z", quantity: "2", amount: "12.5",
                [
                    substance("first", cas: a, "12", "% w/v", mass: "240", volume: "2000"),
                    substance("second", cas: b, nil, "% w/w", mass: nil, volume: "2000"),
                ]),
            purchase(
                "S2", "R2", "1", "2027-01-05T09:00:30Z", moment: "2027-01-05T09:00:00Z", quantity: "1",
                amount: "30", [substance("second", cas: b, "50", "% w/w", mass: "500", volume: nil)]),
            purchase(
                "S1", "R3", "1", "2027-01-10T12:00:00Z", quantity: "1", amount: "6.25",
                [substance("first", cas: a, "12", "% w/v", mass: "120", volume: "1000")]),
            purchase(
                "S1", "R3", "2", "2027-01-10T12:00:00Z", quantity: "1", amount: "9", currency: "USD",
                [substance("third", cas: nil, "30", "% w/w", mass: "150", volume: "500", assumed: true)]),
        ]
    }

    private static func purchase(
        _ store: ExactText, _ receipt: ExactText, _ line: ExactText, _ at: String, moment: String? = nil,
        quantity: String, amount: String, currency: ExactText = "EUR", _ substances: [SubstanceRecord]
    ) -> PurchaseRecord {
        PurchaseRecord(
            key: ExactText("f/\(store)/T1/\(receipt)/\(line)"), time: time(at), moment: time(moment ?? at),
            store: store, till: "T1", receipt: receipt, line: line, product: "4001",
            description: "says \"5 %\"",
            quantity: decimal(quantity), returned: .zero, amount: decimal(amount), currency: currency,
            tender: nil, substances: substances)
    }

    private static func substance(
        _ id: ExactText, cas: ExactText?, _ concentration: String?, _ unit: String, mass: String?,
        volume: String?, assumed: Bool = false
    ) -> SubstanceRecord {
        SubstanceRecord(
            id: id, name: "Substance \(id)", cas: cas, list: "list-1",
            concentration: concentration.map { Measured(decimal($0), unit) },
            mass: mass.map { Measured(decimal($0), "g") }, volume: volume.map { Measured(decimal($0), "ml") },
            restricted: concentration == nil ? nil : true, assumedDensity: assumed)
    }

    private static func indicator(
        _ rule: String, _ score: Int, _ measure: String, _ value: String, _ threshold: String, _ unit: String,
        _ purchases: [ExactText], bound: String = "at_least", within: String? = "30d",
        group: [String: ExactText] = [:], counted: [String: [ExactText]]? = nil
    ) -> Indicator {
        Indicator(
            rule: rule, title: nil, score: score, measure: measure, value: decimal(value),
            threshold: decimal(threshold), bound: bound, unit: unit, within: within, group: group,
            purchases: purchases, counted: counted)
    }

    static func time(_ text: String) -> EventTime {
        guard let time = EventTime(rfc3339: text) else { preconditionFailure("a sample's time: \(text)") }
        return time
    }

    static func decimal(_ text: String) -> ExactDecimal {
        guard let value = ExactDecimal(text) else { preconditionFailure("a sample's number: \(text)") }
        return value
    }
}

/// A message as a courier would send it.
struct Message {
    var headers: WebhookHeaders
    var body: [UInt8]

    static let now = Samples.time("2027-01-10T12:00:02Z")
    static let secret = WebhookSecret.random()

    init(
        _ event: AlertEvent = Samples.buyer(), secrets: [WebhookSecret] = [Message.secret], id: String? = nil,
        secondsLater: Int64 = 0
    ) {
        self.init(
            body: EventEncoding.json(event), id: id ?? event.id, secrets: secrets, secondsLater: secondsLater)
    }

    init(
        body: [UInt8], id: String = Samples.buyer().id, secrets: [WebhookSecret] = [Message.secret],
        secondsLater: Int64 = 0
    ) {
        self.body = body
        headers = WebhookSignature.headers(
            id: id, timestamp: Message.now.microseconds / 1_000_000 + secondsLater, body: body,
            secrets: secrets)
    }

    var stored: StoredEvent {
        StoredEvent(received: Message.now, headers: headers, body: String(decoding: body, as: UTF8.self))
    }
}

/// A folder of its own for one test, gone with it.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/tillwatch-reception-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}
