import Foundation
import Purchases
import Reception
import Testing
import Webhooks

@Suite struct AlertVerificationTests {
    @Test func soundAlertsHaveNothingWrong() {
        #expect(
            AlertVerification.check(event: Samples.buyer()).map(\.code) == [.groupUnchecked, .valueUnchecked])
        #expect(AlertVerification.check(event: Samples.store()).isEmpty)
        #expect(!AlertVerification.check(event: Samples.withdrawn()).contains { $0.severity == .wrong })
    }

    /// What a profile leaves out is not checked; it is not taken for a fault.
    @Test(arguments: Disclosure.shipped.keys.sorted()) func profilesMakeNothingWrong(name: String) throws {
        var grouped = Samples.buyer()
        for index in grouped.data.indicators.indices {
            grouped.data.indicators[index].group["description"] = "says \"5 %\""
        }
        for key in [nil, Array(repeating: UInt8(7), count: 32)] {
            var profile = try #require(Disclosure.shipped[name])
            profile.key = key
            for event in [Samples.buyer(), Samples.store(), Samples.netted(), Samples.withdrawn(), grouped] {
                let shown = try EventEncoding.decode(EventEncoding.json(profile.disclosed(event)))
                let wrong = AlertVerification.check(event: shown).filter { $0.severity == .wrong }
                #expect(wrong.isEmpty)
            }
            profile.purchasesMax = 1
            let cut = AlertVerification.check(event: profile.disclosed(Samples.buyer()))
            #expect(!cut.contains { $0.severity == .wrong } && cut.contains { $0.code == .partial })
        }
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        var name: String
        var code: Finding.Code
        var plant: @Sendable (inout AlertEvent) -> Void

        init(_ name: String, _ code: Finding.Code, _ plant: @escaping @Sendable (inout AlertEvent) -> Void) {
            self.name = name
            self.code = code
            self.plant = plant
        }

        var testDescription: String { name }
    }

    static let eventFaults: [Fault] = [
        Fault("another revision in the id", .eventID) { $0.id = "\($0.subject)-2" },
        Fault("another subject", .eventID) { $0.subject = String(repeating: "0", count: 32) },
        Fault("id in capitals", .eventID) {
            $0.subject = $0.subject.uppercased()
            $0.id = "\($0.subject)-1"
        },
        Fault("no installation", .source) { $0.source = "urn:tillwatch:" },
        Fault("buyer and about", .buyerOrAbout) { $0.data.about = AboutReference(store: "S1", product: nil) },
        Fault("neither buyer nor about", .buyerOrAbout) { $0.data.buyer = nil },
        Fault("withdrawn without reason", .reasonMissing) { $0.type = .withdrawn },
        Fault("follows itself", .follows) { $0.data.follows = $0.subject },
        Fault("score too high", .score) { $0.data.score += 1 },
        Fault("points moved away", .score) { $0.data.indicators[0].score = 29 },
        Fault("points below zero", .score) {
            $0.data.indicators[0].score = -1
            $0.data.score = 69
        },
        Fault("points that overflow", .score) {
            for index in $0.data.indicators.indices { $0.data.indicators[index].score = .max }
        },
        Fault("later moment", .noOwnPurchase) {
            $0.time = Samples.time("2027-01-10T12:00:01Z")
        },
        Fault("earlier moment", .moment) { $0.time = Samples.time("2027-01-05T09:00:00Z") },
        Fault("no indicators", .noIndicators) {
            $0.data.indicators = []
            $0.data.score = 0
        },
        Fault("omitted below zero", .partial) { $0.data.omitted = -1 },
    ]

    static let purchaseFaults: [Fault] = [
        Fault("purchases out of order", .purchaseOrder) { $0.data.purchases.swapAt(0, 1) },
        Fault("a purchase twice", .purchaseOrder) { $0.data.purchases.append($0.data.purchases[3]) },
        Fault("key of another store", .purchaseKey) { $0.data.purchases[0].store = "S9" },
        Fault("key of another till", .purchaseKey) { $0.data.purchases[0].till = "T9" },
        Fault("key of another receipt", .purchaseKey) { $0.data.purchases[0].receipt = "R9" },
        Fault("key of another line", .purchaseKey) { $0.data.purchases[0].line = "9" },
        Fault("quantity zero", .quantity) { $0.data.purchases[1].quantity = .zero },
        Fault("returned below zero", .quantity) {
            $0.data.purchases[1].returned = ExactDecimal(-1)
        },
        Fault("moment after its line", .moment) {
            $0.data.purchases[1].moment = Samples.time("2027-01-05T09:00:31Z")
        },
        Fault("a receipt with two moments", .moment) {
            $0.data.purchases[3].moment = Samples.time("2027-01-10T11:59:59Z")
        },
        Fault("a purchase of nothing listed", .substances) { $0.data.purchases[1].substances = [] },
        Fault("substances out of order", .substances) { $0.data.purchases[0].substances.swapAt(0, 1) },
        Fault("a list that is not stated", .substances) { $0.data.purchases[0].substances[0].list = "other" },
        Fault("mass per volume", .mass) {
            $0.data.purchases[0].substances[0].concentration = Measured(ExactDecimal(13), "% w/v")
        },
        Fault("mass with an assumed density", .mass) {
            $0.data.purchases[3].substances[0].volume = Measured(ExactDecimal(501), "ml")
        },
        Fault("mass without concentration", .mass) {
            $0.data.purchases[0].substances[1].mass = Measured(ExactDecimal(1), "g")
        },
        Fault("mass in another unit", .mass) { $0.data.purchases[0].substances[0].mass?.unit = "kg" },
        Fault("volume in another unit", .volume) { $0.data.purchases[3].substances[0].volume?.unit = "l" },
        Fault("two volumes", .volume) {
            $0.data.purchases[0].substances[1].volume = Measured(ExactDecimal(2001), "ml")
        },
        Fault("restricted without concentration", .concentration) {
            $0.data.purchases[0].substances[1].restricted = true
        },
        Fault("concentration of what", .concentration) {
            $0.data.purchases[1].substances[0].concentration?.unit = "%"
        },
        Fault("a purchase left out", .purchaseUnlisted) { $0.data.purchases.remove(at: 1) },
        Fault("a purchase that no indicator names", .purchaseUnused) {
            var more = $0.data.purchases[3]
            more.line = "3"
            more.key = "f/S1/T1/R3/3"
            $0.data.purchases.append(more)
        },
    ]

    static let indicatorFaults: [Fault] = [
        Fault("count of purchases", .value) { $0.data.indicators[0].value = ExactDecimal(2) },
        Fault("count of substances", .value) { $0.data.indicators[1].value = ExactDecimal(4) },
        Fault("sum of mass", .value) { $0.data.indicators[2].value = Samples.decimal("360.000001") },
        Fault("mass of a purchase", .value) {
            $0.data.purchases[1].substances[0].mass = Measured(Samples.decimal("499.999999"), "g")
        },
        Fault("sum of money", .value) { $0.data.indicators[4].value = Samples.decimal("48.76") },
        Fault("amount of a purchase", .value) { $0.data.purchases[0].amount = ExactDecimal(13) },
        Fault("currency of a purchase", .value) { $0.data.purchases[0].currency = "USD" },
        Fault("count of stores", .value) { $0.data.indicators[5].value = ExactDecimal(3) },
        Fault("sum of units", .value) { $0.data.indicators[6].value = ExactDecimal(3) },
        Fault("quantity of a purchase", .value) { $0.data.purchases[3].quantity = Samples.decimal("1.5") },
        Fault("sum of volume", .value) { $0.data.indicators[7].value = ExactDecimal(3499) },
        Fault("count of receipts", .value) { $0.data.indicators[8].value = ExactDecimal(3) },
        Fault("more payments than purchases", .value) { $0.data.indicators[10].value = ExactDecimal(5) },
        Fault("a purchase missing from a sum", .value) { $0.data.indicators[7].purchases.removeFirst() },
        Fault("a purchase too many in a sum", .value) {
            $0.data.indicators[7].purchases.insert("f/S2/T1/R2/1", at: 1)
        },
        Fault("a purchase without mass in a sum", .value) { $0.data.indicators[2].counted = nil },
        Fault("threshold not reached", .threshold) { $0.data.indicators[2].threshold = ExactDecimal(361) },
        Fault("above, and equal", .threshold) { $0.data.indicators[4].threshold = Samples.decimal("48.75") },
        Fault("a threshold of zero", .threshold) { $0.data.indicators[0].threshold = .zero },
        Fault("an unknown bound", .threshold) { $0.data.indicators[0].bound = "below" },
        Fault("an unknown measure", .measure) { $0.data.indicators[0].measure = "count people" },
        Fault("unit of another measure", .unit) { $0.data.indicators[2].unit = "ml" },
        Fault("outside the window", .window) { $0.data.indicators[1].within = "9d" },
        Fault("at the open end of the window", .window) { $0.data.indicators[1].within = "784800s" },
        Fault("outside the day", .window) {
            $0.data.indicators[6].purchases = Array($0.data.purchases.map(\.key))
        },
        Fault("a window that is none", .window) { $0.data.indicators[1].within = "soon" },
        Fault("another receipt", .window) { $0.data.indicators[0].purchases = ["f/S1/T1/R1/1"] },
        Fault("a receipt rule without receipt", .group) { $0.data.indicators[0].group = [:] },
        Fault("group of another substance", .group) {
            $0.data.indicators[3].group = ["substance": Samples.a]
        },
        Fault("group of another store", .group) { $0.data.indicators[5].group = ["store": "S1"] },
        Fault("counted what is not there", .counted) {
            $0.data.indicators[2].counted?["f/S1/T1/R3/1"] = [Samples.b]
        },
        Fault("counted lacks a purchase", .counted) {
            $0.data.indicators[2].counted?["f/S1/T1/R3/1"] = nil
        },
        Fault("counted where all counted", .counted) {
            $0.data.indicators[3].counted = ["f/S2/T1/R2/1": [Samples.b]]
        },
        Fault("purchases of an indicator out of order", .indicatorPurchases) {
            $0.data.indicators[1].purchases.swapAt(0, 1)
        },
        Fault("an indicator without purchases", .indicatorPurchases) { $0.data.indicators[0].purchases = [] },
        Fault("an indicator twice", .rule) { $0.data.indicators.insert($0.data.indicators[4], at: 4) },
        Fault("two measures in a rule", .rule) { $0.data.indicators[3].threshold = ExactDecimal(400) },
        Fault("a rule torn apart", .indicatorOrder) { $0.data.indicators.swapAt(3, 4) },
    ]

    @Test(arguments: eventFaults + purchaseFaults + indicatorFaults)
    func findsPlanted(_ fault: Fault) {
        var event = Samples.buyer()
        fault.plant(&event)
        let wrong = AlertVerification.check(event: event).filter { $0.severity == .wrong }
        #expect(wrong.contains { $0.code == fault.code }, "found instead: \(wrong)")
    }

    @Test func nettingsAndCeilingsAreRecomputed() throws {
        let event = Samples.netted()
        #expect(AlertVerification.check(event: event) == [])
        #expect(try EventEncoding.decode(EventEncoding.json(event)) == event)
    }

    static let nettingFaults: [Fault] = [
        Fault("nothing left and nothing before", .quantity) { $0.data.purchases[0].before = nil },
        Fault("voided below zero", .quantity) { $0.data.purchases[0].voided = ExactDecimal(-1) },
        Fault("a netting that is not shown", .before) { $0.data.purchases[0].before?.removeFirst() },
        Fault("a netting that no indicator saw", .before) { $0.data.indicators[0].returns = nil },
        Fault("a plain rule lists what is nothing", .quantity) { $0.data.indicators[0].returns = nil },
        Fault("nettings out of order", .before) { $0.data.purchases[0].before?.swapAt(0, 1) },
        Fault("before the returns", .before) { $0.data.purchases[0].returned = ExactDecimal(2) },
        Fault("before the voids", .before) { $0.data.purchases[0].voided = ExactDecimal(2) },
        Fault("amount before", .before) { $0.data.purchases[1].before = $0.data.purchases[0].before },
        Fault("mass before, out of proportion", .before) {
            $0.data.purchases[0].substances[0].mass = Measured(ExactDecimal(1), "g")
        },
        Fault("mass before", .value) {
            $0.data.purchases[0].before?[0].substances[0].mass = Measured(Samples.decimal("360.000001"), "g")
        },
        Fault("amount before", .value) { $0.data.purchases[0].before?[1].amount = ExactDecimal(26) },
        Fault("covered mass", .value) {
            $0.data.purchases[1].substances[0].coveredMass?.licence?.value = Samples.decimal("99.999999")
        },
        Fault("exceptions left out", .value) { $0.data.indicators[2].unless = nil },
        Fault("exceptions that cover nothing", .covered) { $0.data.indicators[0].unless = ["licence"] },
        Fault("exceptions of another kind", .covered) { $0.data.indicators[2].unless = ["professional"] },
        Fault("exceptions that do not exist", .covered) {
            $0.data.indicators[2].unless = ["licence", "luck"]
        },
        Fault("all of it covered", .covered) {
            $0.data.purchases[1].substances[0].coveredMass?.licence?.value = ExactDecimal(150)
        },
        Fault("not among what used it up", .covered) { $0.data.covered = ["f/S1/T1/R1/1"] },
        Fault("covered out of order", .covered) { $0.data.covered.append("f/S1/T1/R1/1") },
    ]

    @Test(arguments: nettingFaults) func findsPlantedInNettings(_ fault: Fault) {
        var event = Samples.netted()
        fault.plant(&event)
        let wrong = AlertVerification.check(event: event).filter { $0.severity == .wrong }
        #expect(wrong.contains { $0.code == fault.code }, "found instead: \(wrong)")
    }

    @Test func findsTheWrongSubject() {
        var event = Samples.store()
        event.data.about = AboutReference(store: nil, product: "4001")
        #expect(AlertVerification.check(event: event).map(\.code) == [.subjectUnconfirmed])
        event.data.about = AboutReference(store: "S2", product: nil)
        #expect(AlertVerification.check(event: event).contains { $0.code == .about && $0.severity == .wrong })
    }

    @Test func subjectIsThatOfTheLeastReceiptShown() throws {
        var event = Samples.store()
        var earlier = try #require(event.data.purchases.first)
        earlier.receipt = "R2"
        earlier.key = "f/S1/T1/R2/1"
        event.data.purchases.insert(earlier, at: 0)
        #expect(
            AlertVerification.check(event: event).contains { $0.code == .subject && $0.severity == .wrong })
    }

    @Test func whatWasLeftOutBoundsTheSums() {
        let whole = Samples.buyer()
        let cut = EventEncoding.bounded(whole, to: EventEncoding.json(whole).count - 1)
        #expect(cut.data.omitted == 1)
        let findings = AlertVerification.check(event: cut)
        #expect(!findings.contains { $0.severity == .wrong }, "\(findings)")
        #expect(findings.contains { $0.code == .partial })
        #expect(findings.contains { $0.code == .valueUnchecked })

        var lying = cut
        for index in lying.data.indicators.indices {
            lying.data.indicators[index].threshold = Samples.decimal("0.1")
            lying.data.indicators[index].value = Samples.decimal("0.1")
        }
        #expect(
            AlertVerification.check(event: lying).contains { $0.code == .value && $0.severity == .wrong })
    }

    @Test func sumsOfAnyNumbersAreNoTrap() throws {
        let text = "\"\(String(repeating: "9", count: 32)).999999\""
        let most = try JSONDecoder().decode(ExactDecimal.self, from: Data(text.utf8))
        var event = Samples.buyer()
        for purchase in event.data.purchases.indices {
            event.data.purchases[purchase].quantity = most
            event.data.purchases[purchase].amount = most
            for substance in event.data.purchases[purchase].substances.indices {
                event.data.purchases[purchase].substances[substance].mass?.value = .zero - most
                event.data.purchases[purchase].substances[substance].volume?.value = most
                event.data.purchases[purchase].substances[substance].concentration?.value = most
            }
        }
        for index in event.data.indicators.indices { event.data.indicators[index].value = most }
        let codes = Set(AlertVerification.check(event: event).filter { $0.severity == .wrong }.map(\.code))
        #expect(codes.isSuperset(of: [.value, .mass]))
        _ = EventEncoding.bounded(event, to: 2_000)
    }

    /// As many lists as substances that are of none of them: what is said of each must not grow with the lists.
    @Test func findingsAreNoLargerThanTheEvent() {
        var event = Samples.buyer()
        event.data.lists = (0..<2_000).map { ListReference(id: "list-number-\($0)", version: "1") }
        let substance = event.data.purchases[0].substances[0]
        event.data.purchases[0].substances = Array(repeating: substance, count: 2_000)
        let size = EventEncoding.json(event).count
        let said = AlertVerification.check(event: event).reduce(0) {
            $0 + $1.message.utf8.count + ($1.expected ?? "").utf8.count + ($1.found ?? "").utf8.count
        }
        #expect(said < size * 10)
    }

    @Test func windowAcrossAnyNumberIsNoTrap() {
        for text in ["9999999999w", "99999999999999999999d", "0d", "d", "-1d", ""] {
            var event = Samples.buyer()
            event.data.indicators[1].within = text
            let wrong = AlertVerification.check(event: event).contains { $0.code == .window }
            #expect(wrong == (text != "9999999999w"))
        }
    }
}
