import Purchases
import Testing

@Suite struct ExactDecimalTests {
    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("007", "7"), ("12.50", "12.5"), (".5", "0.5"), ("7.", "7"), ("+3", "3"),
        ("-1.250000", "-1.25"), ("1.0000000", "1"), ("0.000001", "0.000001"),
        ("999999999999.999999", "999999999999.999999"), ("-999999999999.999999", "-999999999999.999999"),
    ])
    func readsNumbersAndWritesTheCanonicalForm(text: String, canonical: String) {
        #expect(ExactDecimal(text)?.description == canonical)
    }

    @Test(arguments: [
        "", " ", ".", "-", "1,5", "1e3", "1.2.3", "--1", "1-", "0x10", "NaN", "1 000", "٢", "½", "1.0000001",
        "1000000000000", "1_000",
    ])
    func readsNothingElse(text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test func productsRoundHalvesUp() {
        let half = ExactDecimal(millionths: 500_000)
        let least = ExactDecimal(millionths: 1)
        #expect(ExactDecimal.product([half, least], digits: 6) == least)
        let less = ExactDecimal(millionths: 499_999)
        #expect(ExactDecimal.product([less, least], digits: 6) == ExactDecimal.zero)
        #expect(
            ExactDecimal.product([ExactDecimal(10)], dividedBy: [ExactDecimal(3)], digits: 4)?.description
                == "3.3333")
        #expect(
            ExactDecimal.product([ExactDecimal(20)], dividedBy: [ExactDecimal(3)], digits: 4)?.description
                == "6.6667")
    }

    /// Against whole numbers, rounded in another way.
    @Test func productsAreExact() {
        for _ in 0..<20_000 {
            let left = Int128(Int64.random(in: 0...2_000_000_000_000))
            let right = Int128(Int64.random(in: 0...2_000_000_000_000))
            let divisor = Int128(Int64.random(in: 1...5_000_000_000))
            let factors = [ExactDecimal(millionths: left), ExactDecimal(millionths: right)]
            let times = left * right
            #expect(ExactDecimal.product(factors, digits: 6)?.millionths == (times + 500_000) / 1_000_000)
            let percent = (times + 50_000_000) / 100_000_000
            #expect(ExactDecimal.product(factors, percent: true, digits: 6)?.millionths == percent)
            #expect(ExactDecimal.product(factors, digits: 4)?.millionths == percent * 100)
            let quotient = ExactDecimal.product(
                factors, dividedBy: [ExactDecimal(millionths: divisor)], digits: 6)
            #expect(quotient?.millionths == (2 * times + divisor) / (2 * divisor))
        }
    }

    @Test func whatDoesNotFitIsNoNumber() {
        let large = ExactDecimal(1_000_000_000_000)
        #expect(ExactDecimal.product([large, large, large], digits: 6) == nil)
        #expect(ExactDecimal.product([large], dividedBy: [.zero], digits: 6) == nil)
        #expect(ExactDecimal.product([ExactDecimal(-1)], digits: 6) == nil)
        #expect(ExactDecimal.product([1, 1, 1, 1].map { ExactDecimal($0) }, digits: 6) == ExactDecimal(1))
    }
}
