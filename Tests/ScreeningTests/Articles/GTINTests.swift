import Screening
import Testing

struct GTINTests {
    @Test(arguments: [
        "4006381333931", "96385074", "036000291452", "10614141000415", "400-6381 333931", "00000000",
    ]) func right(_ text: String) { #expect(GTIN.check(text) == .valid) }

    @Test(arguments: [("4006381333932", 1), ("96385075", 4), ("036000291453", 2)]) func wrong(
        _ text: String, _ expected: Int
    ) { #expect(GTIN.check(text) == .wrongDigit(expected: expected)) }

    @Test(arguments: ["", "4,00638E+12", "123", "123456789", "12345678901234567890", "٤٠٠٦٣٨١٣٣٣٩٣١"])
    func none(_ text: String) {
        #expect(GTIN.check(text) == .notGTIN)
    }

    /// Examples of GS1's General Specifications and of the calculator on its pages.
    @Test(arguments: ["9506000134352", "614141000036", "00614141000036", "4006381333931", "96385074"])
    func rightOnes(_ gtin: String) {
        #expect(GTIN.problem(gtin) == nil)
        #expect(GTIN.normal(gtin)?.utf8.count == 14)
        #expect(GTIN.problem(gtin.prefix(4) + " " + gtin.dropFirst(4)) == nil)
        // Every other last digit is wrong, and so is every single digit that is typed wrong.
        let digits = Array(gtin)
        for place in digits.indices {
            for other in "0123456789" where other != digits[place] {
                var typed = digits
                typed[place] = other
                #expect(GTIN.check(String(typed)) != .valid && GTIN.problem(String(typed)) != nil)
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
            #expect((GTIN.problem(text) == nil) == (sum % 10 == 0), "\(text)")
        }
    }

    @Test func whatIsNoGTIN() throws {
        #expect(GTIN.problem("") == nil && GTIN.problem("0000000000000") == nil)
        #expect(try #require(GTIN.problem("614141000037")).contains("6 would be right"))
        #expect(try #require(GTIN.problem("4.00638E+12")).contains("is no GTIN"))
        #expect(try #require(GTIN.problem("1234567890")).contains("has 10 digits"))
        // 0614141000036 without its zero is right as it stands; 0012345678905 lost two.
        #expect(try #require(GTIN.problem("12345678905")).contains("right with 1 zero in front"))
        #expect(GTIN.problem(String(repeating: "1", count: 10_000)) != nil)
        #expect(GTIN.normal("4006381333930") == nil && GTIN.normal("0") == nil)
    }
}
