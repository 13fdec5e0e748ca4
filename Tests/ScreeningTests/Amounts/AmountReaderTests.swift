import Purchases
import Screening
import Testing

/// What an article's amounts are, in the notation of `AmountCases`.
private func described(_ amounts: Amounts) -> String {
    let concentrations = amounts.concentrations.map { found in
        let basis = found.basis.map { " \($0)" } ?? ""
        let lower = found.lower.map { "\($0).." } ?? ""
        switch found.kind {
        case .percent, .perVolume: return "\(lower)\(found.value)\(basis)"
        case .volumes: return "\(lower)\(found.value) vol"
        case .nitrogen: return "N \(lower)\(found.value)"
        }
    }
    let net = amounts.nets.first.map { "\($0.value) \($0.unit)" + ($0.isDoubtful ? "?" : "") } ?? "-"
    return (concentrations.isEmpty ? "-" : concentrations.joined(separator: "|")) + "; " + net
}

private func read(_ name: String) -> Amounts { AmountReader().read(Article(product: "1", name: name)) }

struct AmountReaderTests {
    @Test(arguments: AmountCases.percent) func percent(_ text: String, _ expected: String) {
        #expect(described(read(text)) == expected)
    }

    @Test(arguments: AmountCases.ranges) func ranges(_ text: String, _ expected: String) {
        #expect(described(read(text)) == expected)
    }

    @Test(arguments: AmountCases.strengths) func strengths(_ text: String, _ expected: String) {
        #expect(described(read(text)) == expected)
    }

    @Test(arguments: AmountCases.grades) func grades(_ text: String, _ expected: String) {
        #expect(described(read(text)) == expected)
    }

    @Test(arguments: AmountCases.nets) func nets(_ text: String, _ expected: String) {
        #expect(described(read(text)) == expected)
    }

    @Test(arguments: AmountCases.none) func none(_ text: String, _ expected: String) {
        #expect(described(read(text)) == expected)
    }
}
