import Foundation
import Purchases
import Testing

struct ExtremesTests {
    /// The greatest number that an event may state.
    private func greatest(_ sign: String = "") throws -> ExactDecimal {
        let text = "\"\(sign)\(String(repeating: "9", count: 32)).999999\""
        return try JSONDecoder().decode(ExactDecimal.self, from: Data(text.utf8))
    }

    @Test func sumsOfAnyNumbersEnd() throws {
        let most = try greatest()
        let least = try greatest("-")
        #expect(most + most > most)
        #expect(most + most + most == most + most)
        #expect(least + least < least)
        #expect(least - most == least + least)
        #expect((least - most).magnitude == most + most)
        #expect(most - least == most + most)
        #expect(most + least == .zero)
    }

    /// (2^68·625 − 1)(2^68·625 + 1) is one below 2^128·10^8: the quotient is the greatest there is, and is rounded up.
    @Test func roundingAboveEveryNumberIsNoNumber() throws {
        let left = ExactDecimal(millionths: 184_467_440_737_095_516_159_999)
        let right = ExactDecimal(millionths: 184_467_440_737_095_516_160_001)
        #expect(ExactDecimal.product([left, right], percent: true, digits: 6) == nil)
    }

    @Test(arguments: ["0001-01-01", "9999-12-31"]) func theCalendarEndsWhereItsTextsDo(text: String) throws {
        let day = try #require(LocalDay(iso: text))
        #expect(day.isInCalendar)
        let beyond = LocalDay(daysSinceEpoch: day.daysSinceEpoch + (text.hasPrefix("0") ? -1 : 1))
        #expect(!beyond.isInCalendar && LocalDay(iso: beyond.description) == nil)
    }

    @Test func everyTimeHasAText() {
        #expect(EventTime(microseconds: .min).description.hasSuffix("T19:59:05.224192Z"))
        #expect(EventTime(microseconds: .max).description.hasSuffix("T04:00:54.775807Z"))
        #expect(EventTime(microseconds: -1).description == "1969-12-31T23:59:59.999999Z")
    }
}
