import Foundation
import Purchases
import Testing
import Webhooks

@Suite struct RedactionTests {
    private func redaction(
        _ endpoints: Set<ExactText> = ["police"], key: String = "k", version: String = "2026.11.0"
    ) -> Redaction {
        Redaction([
            Redaction.Secret(
                pack: "eu-baseline", version: version, endpoints: endpoints, key: Array(key.utf8))
        ])
    }

    private func event() -> AlertEvent {
        let one = Events.purchase(1, mass: ExactDecimal("468.75"))
        var indicator = Events.indicator("quokka", score: 60, keys: [one.key])
        indicator.title = "Zanzibar marmalade"
        indicator.value = ExactDecimal("1234.567") ?? .zero
        indicator.threshold = ExactDecimal("1111.222") ?? .zero
        return Events.event(purchases: [one], indicators: [indicator])
    }

    private func text(_ event: AlertEvent) -> String {
        String(decoding: EventEncoding.json(event), as: UTF8.self)
    }

    @Test func takesOutWhatRulesSay() throws {
        let whole = event()
        let hidden = redaction().redacted(whole)
        let indicator = try #require(whole.data.indicators.first)
        for planted in [
            indicator.rule, indicator.title ?? "", indicator.value.description,
            indicator.threshold.description,
        ] {
            #expect(text(whole).contains(planted) && !text(hidden).contains(planted), "\(planted)")
        }
        #expect(hidden.data.indicators.isEmpty)
        #expect(hidden.data.confidential?.map(\.purchases) == whole.data.indicators.map(\.purchases))
        #expect(hidden.data.confidential?.map(\.score) == whole.data.indicators.map(\.score))
        var rest = hidden
        rest.data.indicators = whole.data.indicators
        rest.data.confidential = nil
        #expect(rest == whole)
        #expect(try EventEncoding.decode(EventEncoding.json(hidden)) == hidden)
    }

    @Test func namedEndpointsAndOtherPacksSeeEverything() {
        let whole = event()
        #expect(redaction().redacted(whole, for: "police") == whole)
        #expect(redaction().redacted(whole, for: "Police") != whole)
        #expect(redaction([]).redacted(whole, for: "police") != whole)
        #expect(Redaction().redacted(whole) == whole && Redaction().isEmpty)
        var other = whole
        other.data.pack.id = "another"
        #expect(redaction().redacted(other) == other)
    }

    @Test func aVersionThatIsNotKnownIsHiddenFromAll() {
        #expect(redaction(version: "2").redacted(event(), for: "police").data.confidential != nil)
    }

    @Test func namesOfRulesAreKeyed() throws {
        let whole = event()
        let names = [redaction(key: "a"), redaction(key: "a"), redaction(key: "b")].map {
            $0.redacted(whole).data.confidential?.first?.rule
        }
        #expect(names[0] == names[1] && names[0] != names[2])
        let name = try #require(names[0])
        #expect(name.hasPrefix("rule-") && name.utf8.count == 17)
        var renamed = whole
        renamed.data.indicators[0].rule += "x"
        #expect(redaction(key: "a").redacted(renamed).data.confidential?.first?.rule != name)
    }

    @Test func hiddenEventsAreCutToTheirBoundToo() throws {
        var event = self.event()
        let purchase = try #require(event.data.purchases.first)
        for number in 0..<200 {
            var further = purchase
            further.key = ExactText("\(purchase.key)\(number)")
            event.data.purchases.append(further)
            event.data.indicators[0].purchases.append(further.key)
        }
        let hidden = redaction().redacted(event)
        let cut = EventEncoding.bounded(hidden, to: 8_000)
        #expect(EventEncoding.json(cut).count <= 8_000 && cut.data.omitted > 0)
        #expect(Set(cut.data.confidential?[0].purchases ?? []) == Set(cut.data.purchases.map(\.key)))
    }
}
