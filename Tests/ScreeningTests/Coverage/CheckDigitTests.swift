import Purchases
import Screening
import Testing

struct CheckDigitTests {
    /// Examples of GS1's General Specifications and of the calculator on its pages.
    @Test(arguments: ["9506000134352", "614141000036", "00614141000036", "4006381333931", "96385074"])
    func rightOnes(_ gtin: String) {
        #expect(CheckDigit.problem(gtin) == nil)
        #expect(CheckDigit.normal(gtin)?.utf8.count == 14)
        #expect(CheckDigit.problem(gtin.prefix(4) + " " + gtin.dropFirst(4)) == nil)
        // Every other last digit is wrong, and so is every single digit that is typed wrong.
        let digits = Array(gtin)
        for place in digits.indices {
            for other in "0123456789" where other != digits[place] {
                var typed = digits
                typed[place] = other
                #expect(CheckDigit.problem(String(typed)) != nil, "\(String(typed))")
            }
        }
    }

    /// Against the sum written as GS1 writes it, from the left over 14 digits.
    @Test func randomDigits() {
        var chance = Chance(state: 3)
        for _ in 0..<5_000 {
            let length = chance.pick([8, 12, 13, 14])
            let digits = (0..<length).map { _ in Int(chance.next() % 10) }
            let padded = Array(repeating: 0, count: 14 - length) + digits
            let sum = zip(padded, [3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).reduce(0) { $0 + $1.0 * $1.1 }
            let text = digits.map(String.init).joined()
            #expect((CheckDigit.problem(text) == nil) == (sum % 10 == 0), "\(text)")
        }
    }

    @Test func whatIsNoGTIN() throws {
        #expect(CheckDigit.problem("") == nil && CheckDigit.problem("0000000000000") == nil)
        #expect(try #require(CheckDigit.problem("614141000037")).contains("6 would be right"))
        #expect(try #require(CheckDigit.problem("4.00638E+12")).contains("is no GTIN"))
        #expect(try #require(CheckDigit.problem("1234567890")).contains("has 10 digits"))
        // 0614141000036 without its zero is right as it stands; 0012345678905 lost two.
        #expect(try #require(CheckDigit.problem("12345678905")).contains("right with 1 zero in front"))
        #expect(CheckDigit.problem(String(repeating: "1", count: 10_000)) != nil)
        #expect(CheckDigit.normal("4006381333930") == nil && CheckDigit.normal("0") == nil)
    }

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
