import Catalogue
import Foundation
import Purchases
import Screening
import Testing

/// The files under `rules/knowledge`, as they are shipped.
@Suite struct ShippedKnowledgeTests {
    private static let rules =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path + "/rules"
    private static let folder = KnowledgeFolder(reading: rules + "/knowledge")

    private static func lists() throws -> [SubstanceList] {
        let folder = rules + "/lists"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().compactMap { name in
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
            return SubstanceListReader.read(path: name, bytes: bytes).list
        }
    }

    @Test func everyFileIsRight() {
        #expect(Self.folder.diagnostics == [])
        #expect(!Self.folder.knowledge.isEmpty)
        #expect(Self.folder.language.negationsBefore.count == Language.allCases.count)
    }

    @Test func everyListedSubstanceIsKnownAndTheOtherWayRound() throws {
        let listed = Set(try Self.lists().flatMap { $0.entries.map(\.id.string) })
        #expect(Set(Self.folder.knowledge.map(\.substance)) == listed)
    }

    /// What the knowledge calls a substance is proposed as that substance, and not when the text says that it is not in.
    @Test func everyNameIsFoundAndCanBeDenied() throws {
        let screener = Screener(
            knowledge: Self.folder.knowledge, language: Self.folder.language, lists: try Self.lists())
        func isProposed(_ substance: String, _ name: String) -> Bool {
            let article = Article(
                product: "1", name: name, texts: [], gtin: nil, price: nil, unitPrice: nil, line: 2,
                source: "a.csv")
            return screener.screen(article, amounts: Amounts(), minimum: 0.5).contains {
                $0.substance == substance
            }
        }
        var missed: [String] = []
        var denied: [String] = []
        for one in Self.folder.knowledge {
            for block in one.names {
                for (language, names) in block.wordings {
                    let negation = Self.folder.language.negationsBefore[language]?.first ?? ""
                    for name in names {
                        if !isProposed(one.substance, name + " 1 x") {
                            missed.append("\(one.substance): \(name)")
                        }
                        if isProposed(one.substance, "\(negation) \(name)") {
                            denied.append("\(one.substance): \(negation) \(name)")
                        }
                    }
                }
            }
        }
        #expect(missed == [])
        #expect(denied == [])
    }
}
