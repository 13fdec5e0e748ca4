import Foundation
import Purchases
import Testing
import Webhooks

@Suite struct EventEncodingTests {
    private func changed(_ change: (inout [String: Any]) throws -> Void) throws -> [UInt8] {
        let json = Data(EventEncoding.json(Events.small()))
        var object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        try change(&object)
        return Array(try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted]))
    }

    private func changedData(_ change: (inout [String: Any]) -> Void) throws -> [UInt8] {
        try changed { event in
            var data = try #require(event["data"] as? [String: Any])
            change(&data)
            event["data"] = data
        }
    }

    @Test func writesOneLineWithKeysInOrder() throws {
        let text = String(decoding: EventEncoding.json(Events.small()), as: UTF8.self)
        #expect(!text.contains("\n"))
        #expect(text.hasPrefix(#"{"data":{"buyer":{"key":""#))
        #expect(text.contains(#""key":"shop/S1/3/1/1""#))
        #expect(text.contains(#""amount":null"#))
        #expect(text.contains(#""mass":{"unit":"g","value":"468.75"}"#))
        #expect(text.contains(#""recordedtime":"2023-11-14T22:13:21.5Z""#))
        #expect(!text.contains("about"))
    }

    @Test func readsWhatItWrites() throws {
        let event = Events.small()
        #expect(try EventEncoding.decode(EventEncoding.json(event)) == event)
        #expect(EventEncoding.json(event) == EventEncoding.json(event))
    }

    @Test func whiteSpaceAndOrderMeanNothing() throws {
        #expect(try EventEncoding.decode(try changed { _ in }) == Events.small())
    }

    @Test func lineEndsInTextsStayInside() throws {
        let one = Events.purchase(1, description: "a\nb\u{2028}c")
        let event = Events.event(purchases: [one], indicators: [])
        let json = EventEncoding.json(event)
        #expect(!json.contains(UInt8(ascii: "\n")))
        #expect(try EventEncoding.decode(json) == event)
    }

    @Test func saysWhatIsWrongAndWhere() throws {
        func message(_ bytes: [UInt8]) throws -> String {
            try #require(throws: EventDecodingError.self) { try EventEncoding.decode(bytes) }.message
        }
        #expect(try message(Array("{".utf8)) == "not JSON")
        #expect(try message([]) == "not JSON")
        #expect(try message([0xFF, 0xFE]) == "not JSON")
        #expect(try message(Array("[]".utf8)) == "the event has another type")
        #expect(try message(EventEncoding.json(Events.small()) + Array("{}".utf8)) == "not JSON")
        #expect(try message(try changed { $0["extra"] = 1 }) == "extra is unknown")
        #expect(try message(try changed { $0["id"] = nil }) == "id is not there")
        #expect(try message(try changed { $0["id"] = "x-1" }) == "id is not subject-revision")
        #expect(try message(try changed { $0["specversion"] = "0.3" }) == "specversion is not 1.0")
        #expect(try message(try changed { $0["time"] = "yesterday" }) == "time cannot be read")
        #expect(
            try message(try changed { $0["time"] = "2023-11-14T22:13:20.50Z" })
                == "time is not written as it should be")
        #expect(try message(try changedData { $0["reason"] = nil }) == "data.reason is not there")
        #expect(try message(try changedData { $0["score"] = "60" }) == "data.score has another type")
        #expect(try message(try changedData { $0["buyer"] = nil }) == "data needs one of buyer and about")
    }
}

@Suite struct EventBoundTests {
    @Test func leavesAloneWhatFits() {
        let event = Events.small()
        let size = EventEncoding.json(event).count
        #expect(EventEncoding.bounded(event, to: size) == event)
        #expect(EventEncoding.bounded(event, to: size - 1) != event)
    }

    @Test(arguments: [4_096, 10_000, 65_536, 100_000])
    func keepsTheStrongestAndAsManyAsFit(bound: Int) throws {
        // Odd ones are heavy; multiples of 10 stand behind the indicator with the higher score.
        let purchases = (1...400).map {
            Events.purchase($0, mass: ExactDecimal($0.isMultiple(of: 2) ? $0 : 1000 + $0))
        }
        let strong = purchases.map(\.key).enumerated().filter { ($0.offset + 1).isMultiple(of: 10) }.map(
            \.element)
        let event = Events.event(
            purchases: purchases,
            indicators: [
                Events.indicator("weak", score: 20, keys: purchases.map(\.key)),
                Events.indicator("strong", score: 40, keys: strong),
            ])
        let cut = EventEncoding.bounded(event, to: bound)
        let size = EventEncoding.json(cut).count
        #expect(size <= bound)
        // One more would not fit: a purchase with its key in the lists takes less than 1000 bytes.
        #expect(size > bound - 1000)

        let kept = Set(cut.data.purchases.map(\.key))
        #expect(cut.data.omitted == 400 - kept.count)
        #expect(cut.data.purchases == purchases.filter { kept.contains($0.key) })
        // Derived apart: numbers by (multiple of 10, odd, size).
        let order = (1...400).sorted { left, right in
            func weight(_ number: Int) -> Int {
                (number % 10 == 0 ? 1_000_000 : 0) + (number % 2 == 0 ? number : 1000 + number)
            }
            return weight(left) > weight(right)
        }
        let expected = Set(order.prefix(kept.count).map { ExactText("shop/S1/3/\($0)/1") })
        #expect(kept == expected)
        for (before, after) in zip(event.data.indicators, cut.data.indicators) {
            #expect(after.purchases == before.purchases.filter { kept.contains($0) })
            #expect(Set(try #require(after.counted).keys) == Set(after.purchases.map(\.string)))
            #expect(after.value == before.value)
        }
        #expect(try EventEncoding.decode(EventEncoding.json(cut)) == cut)
        #expect(EventEncoding.bounded(cut, to: bound) == cut)
    }

    @Test func givesUpTheRestOnlyWhenItMust() {
        var event = Events.small()
        event.data.buyer?.tokens = (0..<100).map { Token(kind: "loyalty", value: ExactText("token \($0)")) }
        event.data.buyer?.links = (0..<100).map { ExactText("shop/S1/3/\($0)") }
        event.data.replaces = ["aa-1", "bb-2"]
        let cut = EventEncoding.bounded(event, to: 6_000)
        #expect(EventEncoding.json(cut).count <= 6_000)
        #expect(cut.data.buyer?.links == [])
        #expect(cut.data.buyer?.tokens.count == 100)
        #expect(cut.data.purchases.count == 1)
        let least = EventEncoding.bounded(event, to: 10)
        #expect(least.data.purchases.isEmpty && least.data.omitted == 1)
        #expect(least.data.buyer?.tokens == [])
        #expect(least.data.replaces == ["aa-1", "bb-2"])
        #expect(least.data.indicators.count == 1)
    }
}
