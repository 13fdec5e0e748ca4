import Purchases
import Testing

@Suite struct ExactTextTests {
    @Test func textsAreTheirBytes() {
        let composed = "\u{E9}"
        let decomposed = "e\u{301}"
        #expect(composed == decomposed)
        #expect(ExactText(composed) != ExactText(decomposed))
        #expect(Set([ExactText(composed), ExactText(decomposed)]).count == 2)
    }

    @Test func orderIsThatOfBytes() {
        let ordered: [ExactText] = [
            "", "Z", "a", "ab", "abc", "b", "e\u{301}", "\u{E9}", "\u{FFFF}", "\u{10000}",
        ]
        #expect(ordered.shuffled().sorted() == ordered)
    }
}

@Suite struct LineKeyTests {
    @Test func partsAreEscaped() {
        let key = LineKey(receiptParts: ["shop", "S/1", "a%", "0007"], line: "1/2")
        #expect(key.text == "shop/S%2F1/a%25/0007/1%2F2")
        #expect(key.receipt == "shop/S%2F1/a%25/0007")
    }

    @Test func differentPartsGiveDifferentKeys() {
        let one = LineKey(receiptParts: ["shop", "S/1", "2"], line: "3")
        let other = LineKey(receiptParts: ["shop", "S", "1/2"], line: "3")
        #expect(one != other)
        #expect(LineKey(receiptParts: ["shop", "S%2F1", "2"], line: "3") != one)
    }
}
