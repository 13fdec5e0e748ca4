import Purchases

/// Screens many articles, on every core, and gives what was found in the order of the articles.
///
/// Articles are taken one after the other by the caller's task and screened in chunks by others; only so many chunks are
/// in hand at a time that memory stays bounded, whatever the size of the file.
package struct ArticleScreening: Sendable {
    /// What came of the articles.
    package struct Result: Sendable {
        /// In order of the articles; of one article the highest confidence first.
        package var proposals: [Proposal] = []
        /// Those of `kept` products, in order.
        package var kept: [Article] = []
        package var articles = 0
        package var articlesWithProposals = 0
    }

    private struct Chunk: Sendable {
        var number: Int
        var proposals: [Proposal]
        var articlesWithProposals: Int
    }

    /// Articles that are screened together.
    private static let chunkSize = 256

    private let screener: Screener
    private let minimum: Double
    private let kept: Set<ExactText>
    /// Chunks in hand at a time.
    private let width: Int

    /// - Parameters:
    ///   - minimum: the least confidence of a proposal, from 0 to 1.
    ///   - kept: products whose articles are wanted, proposed or not.
    ///   - cores: how many chunks are screened at a time.
    package init(screener: Screener, minimum: Double, kept: Set<ExactText> = [], cores: Int) {
        self.screener = screener
        self.minimum = minimum
        self.kept = kept
        width = max(1, cores) * 2
    }

    /// Screens what `next` gives until it gives nil.
    ///
    /// - Parameters:
    ///   - next: the next article; called from one task, one call after the other.
    ///   - each: called between chunks with the number of articles so far; false ends the work.
    /// - Returns: what was found; nil when `each` ended the work.
    /// - Throws: what `next` throws.
    package func run(_ next: () throws -> Article?, each: (Int) -> Bool) async throws -> Result? {
        var result = Result()
        var chunks: [Int: Chunk] = [:]
        var isStopped = false
        try await withThrowingTaskGroup(of: Chunk.self) { group in
            var number = 0
            var inHand = 0
            while !isStopped {
                let articles = try chunk(next, &result)
                if articles.isEmpty { break }
                if inHand >= width, let done = try await group.next() {
                    chunks[done.number] = done
                    inHand -= 1
                }
                let place = number
                group.addTask { screened(articles, number: place) }
                number += 1
                inHand += 1
                isStopped = !each(result.articles)
            }
            for try await done in group { chunks[done.number] = done }
        }
        if isStopped { return nil }
        for number in chunks.keys.sorted() {
            guard let chunk = chunks[number] else { continue }
            result.proposals += chunk.proposals
            result.articlesWithProposals += chunk.articlesWithProposals
        }
        return result
    }

    private func chunk(_ next: () throws -> Article?, _ result: inout Result) rethrows -> [Article] {
        var articles: [Article] = []
        articles.reserveCapacity(Self.chunkSize)
        while articles.count < Self.chunkSize, let article = try next() {
            if !kept.isEmpty, kept.contains(ExactText(article.product)) { result.kept.append(article) }
            articles.append(article)
        }
        result.articles += articles.count
        return articles
    }

    private func screened(_ articles: [Article], number: Int) -> Chunk {
        let reader = AmountReader()
        var chunk = Chunk(number: number, proposals: [], articlesWithProposals: 0)
        for article in articles {
            let found = screener.screen(article, amounts: reader.read(article), minimum: minimum)
            if found.isEmpty { continue }
            chunk.proposals += found
            chunk.articlesWithProposals += 1
        }
        return chunk
    }
}
