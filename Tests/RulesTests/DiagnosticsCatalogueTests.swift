import Documents
import Foundation
import Testing

struct DiagnosticsCatalogueTests {
    /// With `TILLWATCH_WRITE_PAGES=1` the page is written anew instead.
    @Test func `the document holds every code as the catalogue has it`() throws {
        let path = "\(repository)/docs/DIAGNOSTICS.md"
        let page = try String(contentsOfFile: path, encoding: .utf8)
        let start = try #require(page.range(of: DiagnosticsPage.start)).lowerBound
        let end = try #require(page.range(of: DiagnosticsPage.end + "\n")).upperBound
        if ProcessInfo.processInfo.environment["TILLWATCH_WRITE_PAGES"] != nil {
            try (page[..<start] + DiagnosticsPage.text + page[end...]).write(
                toFile: path, atomically: true, encoding: .utf8)
            return
        }
        #expect(page[start..<end] == DiagnosticsPage.text, "write it with TILLWATCH_WRITE_PAGES=1")
    }

    @Test func `ids and names are unique, and every code says what to do and what provokes it`() {
        let codes = DiagnosticCode.all
        #expect(Set(codes.map(\.id)).count == codes.count)
        #expect(Set(codes.map(\.name)).count == codes.count)
        for code in codes {
            #expect(code.explanation.hasSuffix("."), "\(code.id)")
            #expect(code.remedy?.isEmpty == false, "\(code.id)")
            #expect(code.remedy?.hasSuffix(".") == false, "\(code.id)")
            #expect(code.example != nil, "\(code.id)")
        }
    }
}
