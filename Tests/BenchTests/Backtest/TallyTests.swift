import Bench
import Purchases
import Testing

struct TallyTests {
    /// Sunday evening in UTC is Monday where the clock is five hours ahead: another week.
    @Test func weeksAreTheStores() throws {
        let time = Samples.time("2026-03-08T22:00:00Z")
        let far = Samples.line(["f", "FAR", "1", "1"], "1", at: time, offset: 5 * 3600)
        let near = Samples.line(["f", "NEAR", "1", "1"], "1", at: time)
        let alerts = [far, near].map { version in
            Samples.alert(
                version.line.key.text.string, at: "2026-03-08T22:00:00Z",
                purchases: [Samples.purchase(version.line.key.text, store: version.line.store, at: time)])
        }
        let places = AlertPlaces(of: alerts, lines: [far, near])
        #expect(places[alerts[0]]?.week.description == "2026-W11")
        #expect(places[alerts[1]]?.week.description == "2026-W10")
        let tally = AlertTally(alerts, places: places, levels: ["notice", "report"])
        #expect(tally.weeks.map(\.week.description) == ["2026-W10", "2026-W11"])
        #expect(tally.stores.map(\.store) == ["FAR", "NEAR"])
        #expect(tally.levels.map(\.alerts) == [2, 0])
    }

    /// The receipt with the least key decides where two are at one moment; earlier purchases do not.
    @Test func theMomentsReceiptDecides() {
        let now = Samples.time("2026-03-08T22:00:00Z")
        let before = Samples.time("2026-02-08T22:00:00Z")
        let alert = Samples.alert(
            "x", at: "2026-03-08T22:00:00Z",
            purchases: [
                Samples.purchase("f/A/1/1/1", store: "A", at: before),
                Samples.purchase("f/C/1/1/1", store: "C", at: now),
                Samples.purchase("f/B/1/1/1", store: "B", at: now),
            ])
        #expect(AlertPlaces(of: [alert], lines: [])[alert]?.store == "B")
    }

    @Test func budgetNamesWhereItIsExceeded() {
        let time = Samples.time("2026-03-02T10:00:00Z")
        let stores: [ExactText] = ["A", "A", "A", "B"]
        let alerts = stores.enumerated().map { number, store in
            Samples.alert(
                "\(number)",
                purchases: [Samples.purchase(ExactText("f/\(store)/1/\(number)/1"), store: store, at: time)])
        }
        let tally = AlertTally(alerts, places: AlertPlaces(of: alerts, lines: []), levels: ["notice"])
        let lines = ["A", "B"].map { Samples.line(["f", $0, "1", "1"], "1", at: time) }
        let past = Past(lines: lines, totals: nil).summary
        let budget = AlertBudget(tally, past: past, limit: 2)
        #expect(budget.perStoreAndWeek == 2)
        #expect(budget.exceeded.map(\.store) == ["A"])
        #expect(budget.most.map(\.alerts) == [3])
        #expect(AlertBudget(tally, past: past, limit: 3).exceeded.isEmpty)
        #expect(AlertBudget(tally, past: past, limit: nil).exceeded.isEmpty)
    }
}
