import Purchases
import Screening
import Testing

struct WrongGTINsTests {
    @Test func keysOfAChainAreNoGTINs() {
        // Keys that count up: a tenth of them check by chance.
        let own = Set((0..<200).map { ExactText("1234\(String($0 + 10_000_000).suffix(8))") })
        #expect(WrongGTINs.wrongKeys(own) == [])
        #expect(WrongGTINs.wrongKeys(["12345678", "12345679"]) == [])
        // A few of twelve digits and more are taken for GTINs, and many where most of them check.
        #expect(WrongGTINs.wrongKeys(["4006381333930"]) == ["4006381333930"])
        #expect(WrongGTINs.wrongKeys(["96385074", "96385075"]) == ["96385075"])
        #expect(WrongGTINs.wrongKeys(["A006381333930", "400638133393"]) == ["400638133393"])
    }
}
