import Purchases
import Screening
import Testing

/// Screening on several cores gives what screening one article after the other gives.
struct ArticleScreeningTests {
    private static let screener = Screener(
        knowledge: [], language: LanguageRules(),
        lists: [
            SubstanceList(
                id: "test", version: "1", jurisdiction: nil,
                entries: [SubstanceEntry(list: "test", id: "acetone", name: "Acetone")])
        ])

    private static func articles(_ count: Int) -> [Article] {
        (0..<count).map { Article(product: "\($0)", name: "Article \($0)", line: $0 + 2, source: "a.csv") }
    }

    @Test(arguments: [0, 1, 255, 256, 257, 5_000]) func everyArticleOnce(_ count: Int) async throws {
        let screening = ArticleScreening(screener: Self.screener, minimum: 0, kept: ["3", "4999"], cores: 2)
        var rest = Self.articles(count)[...]
        let result = try #require(await screening.run({ rest.popFirst() }, each: { _ in true }))
        #expect(result.articles == count && rest.isEmpty)
        #expect(result.kept.map(\.product) == ["3", "4999"].filter { Int($0).map { $0 < count } ?? false })
    }

    @Test func ends() async throws {
        let screening = ArticleScreening(screener: Self.screener, minimum: 0, cores: 2)
        var rest = Self.articles(10_000)[...]
        let result = try await screening.run({ rest.popFirst() }, each: { $0 < 2_000 })
        #expect(result == nil && rest.count > 7_000)
    }

    @Test func throwsWhatReadingThrows() async throws {
        let screening = ArticleScreening(screener: Self.screener, minimum: 0, cores: 2)
        await #expect(throws: ArticleError.self) {
            _ = try await screening.run({ throw ArticleError.unreadable([]) }, each: { _ in true })
        }
    }

    /// With the shipped knowledge: the order and the content do not depend on how many work at a time.
    @Test func orderIsThatOfTheArticles() async throws {
        let folder = KnowledgeFolder(reading: "rules/knowledge")
        try #require(!folder.knowledge.isEmpty, "run from the package's folder")
        let entries = folder.knowledge.map {
            SubstanceEntry(list: "test", id: ExactText($0.substance), name: $0.substance)
        }
        let screener = Screener(
            knowledge: folder.knowledge, language: folder.language,
            lists: [SubstanceList(id: "test", version: "1", jurisdiction: nil, entries: entries)])
        let names = [
            "Aceton 99 % 1 L", "Milch 1 L", "H2O2 12% 5L", "Schwefelsäure 37% 1 L", "Brot 500 g",
            "Acide nitrique 1 L",
        ]
        let articles = (0..<3_000).map { Article(product: "\($0)", name: names[$0 % names.count]) }
        let expected = articles.flatMap {
            screener.screen($0, amounts: AmountReader().read($0), minimum: 0.5)
        }
        #expect(expected.count >= 1_500)
        for cores in [1, 4] {
            var rest = articles[...]
            let screening = ArticleScreening(screener: screener, minimum: 0.5, cores: cores)
            let result = try #require(await screening.run({ rest.popFirst() }, each: { _ in true }))
            #expect(result.proposals == expected)
        }
    }
}
