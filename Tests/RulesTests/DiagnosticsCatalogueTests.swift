import Documents
import Foundation
import Testing

struct DiagnosticsCatalogueTests {
    @Test func `the document holds every code, in order, with its name and explanation`() throws {
        let text = try String(contentsOfFile: "\(repository)/docs/DIAGNOSTICS.md", encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
        #expect(rows == DiagnosticCode.all.map { "| `\($0.id)` | \($0.name) | \($0.explanation) |" })
    }

    @Test func `ids and names are unique`() {
        let codes = DiagnosticCode.all
        #expect(Set(codes.map(\.id)).count == codes.count)
        #expect(Set(codes.map(\.name)).count == codes.count)
        #expect(codes.allSatisfy { $0.explanation.hasSuffix(".") && !$0.explanation.contains("|") })
    }
}
