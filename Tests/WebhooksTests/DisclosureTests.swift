import Foundation
import Purchases
import TestSupport
import Testing
import Webhooks

@Suite struct DisclosureTests {
    private static let token = String(repeating: "0123abcd", count: 8)

    /// An alert with something to find in every field that may be left out.
    private func event(purchases: Int = 3) -> AlertEvent {
        let records = (1...purchases).map {
            Events.purchase($0, mass: ExactDecimal($0), description: "marked-description-\($0)")
        }
        var indicators = records.map { record in
            var indicator = Events.indicator("rule", score: 10, keys: [record.key])
            indicator.group["description"] = record.description.map { ExactText($0) }
            indicator.group["loyalty"] = ExactText(Self.token)
            return indicator
        }
        indicators[0].score = 40
        var event = Events.event(purchases: records, indicators: indicators, replaces: ["a-1"])
        event.data.buyer = BuyerReference(
            key: "ffeeddccbbaa99887766554433221100",
            tokens: [
                Token(kind: "loyalty", value: ExactText(Self.token)),
                Token(kind: "payment", value: ExactText(Self.token)),
            ], links: ["marked-link/1/2/3"])
        event.data.follows = "marked-follows"
        return event
    }

    private func text(_ event: AlertEvent) -> String {
        String(decoding: EventEncoding.json(event), as: UTF8.self)
    }

    private static let marks: [Disclosure.Field: String] = [
        .tokens: "\"tokens\":[{", .links: "marked-link", .follows: "marked-follows",
        .description: "marked-description",
    ]

    /// Of every set of fields the bytes hold those and none of the others, and everything else stays as it was.
    @Test func nothingOutsideTheProfileIsInTheBytes() throws {
        let all = Disclosure.Field.allCases
        #expect(Set(Self.marks.keys) == Set(all))
        for choice in 0..<(1 << all.count) {
            let shows = Set(all.indices.filter { choice & (1 << $0) != 0 }.map { all[$0] })
            let shown = Disclosure(shows: shows).disclosed(event())
            for field in all {
                let mark = try #require(Self.marks[field])
                #expect(text(event()).contains(mark))
                #expect(text(shown).contains(mark) == shows.contains(field), "\(field) of \(shows)")
            }
            #expect(try EventEncoding.decode(EventEncoding.json(shown)) == shown)
            var rest = shown
            rest.data.buyer = event().data.buyer
            rest.data.follows = event().data.follows
            for index in rest.data.purchases.indices {
                rest.data.purchases[index].description = event().data.purchases[index].description
                rest.data.indicators[index].group = event().data.indicators[index].group
            }
            #expect(rest == event())
        }
        let groups = Disclosure(shows: []).disclosed(event()).data.indicators.map { $0.group["description"] }
        #expect(groups == ["withheld 1", "withheld 2", "withheld 3"])
    }

    @Test func whoHasAnotherKeyHasOtherNames() throws {
        var generator = SplitMix(seed: 7)
        let keys = (0..<8).map { _ in (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) } }
        var seen: Set<String> = []
        for key in keys {
            let shown = Disclosure(key: key).disclosed(event())
            let buyer = try #require(shown.data.buyer)
            #expect(
                !text(shown).contains(Self.token) && !text(shown).contains("ffeeddccbbaa99887766554433221100")
            )
            let names = [buyer.key] + buyer.tokens.map(\.value.string)
            // Equal values of two kinds have two names; the same name stands wherever the same token does.
            #expect(Set(names).count == 3)
            #expect(Set(shown.data.indicators.compactMap { $0.group["loyalty"]?.string }) == [names[1]])
            #expect(buyer.tokens.map(\.kind) == ["loyalty", "payment"])
            #expect(names.map(\.utf8.count) == [32, 64, 64])
            #expect(seen.isDisjoint(with: names))
            seen.formUnion(names)
            // For ever: of any alert, at any time.
            #expect(Disclosure(key: key).disclosed(event(purchases: 9)).data.buyer?.key == buyer.key)
            #expect(Disclosure(key: key).disclosed(event()) == shown)
        }
        #expect(seen.count == 3 * keys.count)
        #expect(Disclosure().disclosed(event()) == event())
    }

    @Test func longListsAreCutToTheStrongest() {
        let cut = Disclosure(purchasesMax: 2).disclosed(event(purchases: 9))
        #expect(cut.data.purchases.count == 2)
        #expect(cut.data.omitted == 7)
        // The first is behind the strongest indicator; of the others the heaviest stays.
        #expect(cut.data.purchases.map(\.receipt) == ["1", "9"])
        #expect(cut.data.indicators.count == 9)
        #expect(Disclosure(purchasesMax: 9).disclosed(event(purchases: 9)) == event(purchases: 9))
    }

    @Test func shippedProfilesAreWhatTheirPageSays() {
        let shipped = Disclosure.shipped
        #expect(shipped.keys.sorted() == ["analyst", "compliance", "police", "store"])
        #expect(shipped["police"]?.isEverything == true && shipped["compliance"]?.isEverything == true)
        #expect(shipped["analyst"] == Disclosure(shows: [.links, .follows]))
        #expect(shipped["store"] == Disclosure(shows: [.description], purchasesMax: 20))
    }
}
