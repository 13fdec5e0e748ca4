import Documents
import Testing

struct FindingsTests {
    /// A hostile file may bring a million errors, each with a guess among thousands of words.
    @Test func whatIsNotKeptIsNotWorkedOut() {
        let findings = Findings(SourceText(file: "f", bytes: []))
        var worked = 0
        func text() -> String {
            worked += 1
            return "text"
        }
        for _ in 0..<1000 {
            findings.error(.syntax, at: nil, text(), help: text())
            findings.warning(.syntax, at: nil, text(), help: text())
        }
        #expect(findings.diagnostics.count == 402)
        #expect(worked <= 4 * 201)
    }
}
