import Purchases
import Screening
import Testing

/// Price and unit price confirm a reading, choose among several, or put it in doubt.
struct UnitPriceTests {
    private func read(_ name: String, _ price: String, _ unitPrice: String) -> Amounts {
        AmountReader().read(Article(product: "1", name: name, price: price, unitPrice: unitPrice))
    }

    @Test(arguments: [
        ("Aceton 5 L", "9,90 €", "1,98 €/l", "5 l"), ("Aceton 5 L", "EUR 9.90", "1 l = 1,98 €", "5 l"),
        ("Aceton 250 ml", "2,49", "9,96 EUR / l", "250 ml"),
        ("Aceton 250 ml", "2,49", "1,00 €/100 ml", "250 ml"),
        ("Powder 500 g", "4.99", "9.98 per kg", "500 g"), ("أسيتون 1 لتر", "12.50", "12.50 / لتر", "1 l"),
        ("Kanister 1.000 l", "4,99", "4,99 €/l", "1 l"), ("Kanister 1.000 l", "499,00", "0,50 €/l", "1000 l"),
        ("50 Tabs 200 g", "39,90", "3,99 €/kg", "10000 g"), ("50 Tabs 200 g", "3,99", "19,95 €/kg", "200 g"),
        ("Aceton 6er-Pack 0,5 l", "5,94", "1,98 €/l", "3 l"),
        ("Aceton 6er-Pack 0,5 l", "0,99", "1,98 €/l", "0.5 l"),
        ("6er-Pack Aceton 1 L", "11,88", "1,98 €/l", "6 l"),
        ("Aceton 500 ml + 250 ml", "1,50", "2,00 €/l", "750 ml"),
        ("Nr. 5 2 500 ml", "4,95", "1,98 €/l", "2500 ml"), ("Aceton 2-5 L", "9,90", "1,98 €/l", "5 l"),
    ]) func agrees(_ name: String, _ price: String, _ unitPrice: String, _ expected: String) {
        let net = read(name, price, unitPrice).nets.first
        #expect(net.map { "\($0.value) \($0.unit)" } == expected)
        #expect(net?.isDoubtful == false)
    }

    @Test func contradicts() {
        let amounts = read("Aceton 5 L", "9,90 €", "9,90 €/l")
        #expect(amounts.nets.first?.value == ExactDecimal(5))
        #expect(amounts.nets.first?.isDoubtful == true)
        #expect(amounts.notes == ["5 L: price and unit price say about 1000 ml"])
    }

    @Test func alone() {
        let amounts = read("Aceton", "9,90 €", "1,98 €/l")
        #expect(amounts.nets.isEmpty)
        #expect(amounts.notes == ["price and unit price say about 5000 ml, and no text states an amount"])
    }

    /// What says nothing changes nothing.
    @Test(arguments: [
        ("", "1,98 €/l"), ("9,90", ""), ("9,90", "1,98"), ("abc", "1,98 €/l"), ("9,90", "0,00 €/l"),
        ("0", "1,98 €/l"), ("9,90", "1,98 €/m2"),
        ("9,90", "1,98 €/Stück"),
    ]) func saysNothing(_ price: String, _ unitPrice: String) {
        let amounts = read("Aceton 5 L", price, unitPrice)
        #expect(amounts.nets.first?.isDoubtful == false && amounts.notes.isEmpty)
    }

    /// Other dimensions are no check of each other.
    @Test func otherDimension() {
        #expect(read("Aceton 5 L", "9,90", "1,98 €/kg").nets.first?.isDoubtful == false)
    }
}

/// Amounts of several texts of one article.
struct FurtherTextsTests {
    private func read(_ name: String, _ texts: [(String, String)]) -> Amounts {
        AmountReader().read(
            Article(product: "1", name: name, texts: texts.map { ArticleText(field: $0.0, text: $0.1) }))
    }

    @Test func theNameComesFirst() {
        let amounts = read("Aceton 1 L", [("hint", "für 100 L Wasser"), ("composition", "Aceton 99 %")])
        #expect(amounts.nets.first?.value == ExactDecimal(1))
        #expect(amounts.nets.first?.isDoubtful == false)
        #expect(amounts.concentrations.map(\.span.field) == ["composition"])
    }

    @Test func aColumnOfContentsCounts() {
        #expect(read("Aceton", [("Inhalt", "750 ml")]).nets.first?.value == ExactDecimal(750))
        let doubtful = read("Aceton 1 L", [("Inhalt", "750 ml")])
        #expect(doubtful.nets.first?.value == ExactDecimal(1) && doubtful.nets.first?.isDoubtful == true)
        #expect(doubtful.notes == ["1 L: another amount is stated, 750 ml"])
    }

    @Test func inOrderOfPlace() {
        let amounts = read("Oxid 6% 20 vol", [("composition", "Peroxid 5-15 %, Ammoniak <5 %")])
        #expect(amounts.concentrations.map(\.value.description) == ["6", "20", "15", "5"])
    }
}
