import Documents
import Purchases
import Screening
import Testing

@Suite struct KnowledgeReaderTests {
    private static let whole = """
        knowledge: acetone
        version: "2026-11"
        cas: [67-64-1]
        ec: [200-662-2]
        un: [1090]
        formulas: [C3H6O]
        state: liquid
        sources:
          - {id: pubchem, title: PubChem, url: "https://example.org/180"}
        names:
          - {source: [pubchem], en: [acetone, propanone], de: [aceton]}
        classes:
          - id: remover
            source: own
            likelihood: likely
            names: {en: [nail polish remover]}
            with: ["%"]
            with_names_of: [nitric-acid]
            unless: [gel]
        excludes:
          - {source: [own], en: [acetonitrile]}
        nitrogen: 35.0
        """

    private func read(_ text: String) -> (knowledge: Knowledge?, diagnostics: [Diagnostic]) {
        KnowledgeReader.read(path: "k.yaml", bytes: Array(text.utf8))
    }

    @Test func everythingIsRead() throws {
        let (knowledge, diagnostics) = read(Self.whole)
        #expect(diagnostics.isEmpty)
        let one = try #require(knowledge)
        #expect(one.substance == "acetone")
        #expect(one.cas == ["67-64-1"] && one.ec == ["200-662-2"] && one.un == [1090])
        #expect(one.names.first?.wordings == [.en: ["acetone", "propanone"], .de: ["aceton"]])
        #expect(one.classes.first?.likelihood == .likely)
        #expect(one.classes.first?.with == ["%"])
        #expect(one.classes.first?.withNamesOf == ["nitric-acid"])
        #expect(one.nitrogen == ExactDecimal("35"))
        #expect(one.digest.count == 64)
    }

    @Test(arguments: [
        ("cas: [67-64-1]", "cas: [67-64-2]", "L002", 3),
        ("ec: [200-662-2]", "ec: [200-662-3]", "K002", 4),
        ("un: [1090]", "un: [1]", "D025", 5),
        ("state: liquid", "state: gas", "D027", 7),
        ("source: [pubchem], en", "source: [pubchen], en", "K001", 11),
        ("likelihood: likely", "likelihood: sure", "D027", 15),
        ("en: [acetonitrile]", "xx: [acetonitrile]", "D020", 21),
        ("[acetone, propanone]", "[acetone, acetone]", "K003", 11),
        ("nitrogen: 35.0", "nitrogen: 135", "D025", 22),
        ("version: \"2026-11\"", "note: none", "D021", 1),
    ])
    func whatIsWrongIsNamedWithItsPlace(_ right: String, _ wrong: String, _ code: String, _ line: Int) {
        let (knowledge, diagnostics) = read(Self.whole.replacing(right, with: wrong))
        #expect(knowledge == nil)
        #expect(diagnostics.contains { $0.code == code && $0.line == line }, "\(diagnostics)")
    }

    @Test func allErrorsComeInOneGo() {
        let text = Self.whole.replacing("67-64-1", with: "67-64-2").replacing("1090", with: "x")
        #expect(read(text).diagnostics.map(\.code) == ["L002", "D024"])
    }

    @Test(arguments: [
        ("231-765-0", true), ("200-662-2", true), ("231-639-5", true), ("231-765-1", false),
        ("231-7650", false),
        ("", false), ("１23-456-7", false),
    ])
    func anECNumberHasItsCheckDigit(_ text: String, _ isValid: Bool) {
        #expect(ECNumber.isValid(text) == isValid)
    }

    @Test func languageRulesAreRead() throws {
        let text = """
            knowledge: language
            version: "1"
            negations_before: {fr: [sans]}
            endings: {en: [s]}
            """
        let (rules, diagnostics) = LanguageRulesReader.read(path: "language.yaml", bytes: Array(text.utf8))
        #expect(diagnostics.isEmpty)
        #expect(rules?.negationsBefore == [.fr: ["sans"]])
        let wrong = LanguageRulesReader.read(path: "l", bytes: Array("knowledge: acetone\nendings: [s]".utf8))
        #expect(wrong.rules == nil)
        #expect(wrong.diagnostics.map(\.code) == ["D021", "D027", "D022"])
    }
}
