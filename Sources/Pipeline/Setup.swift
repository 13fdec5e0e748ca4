import Catalogue
import Documents
import Feeds
import Purchases
import Rules

/// Everything that a run needs beside its inputs: packs, catalogue and feed file, read and checked together.
package struct Setup: Sendable {
    /// In the order in which they were named; at least one.
    package let feeds: [FeedFile]
    /// The feed file of a scan.
    package var feed: FeedFile { feeds[0] }
    package let catalogue: ProductCatalogue
    package let packs: [Pack]
    /// What each pack was compiled from, in the same order; the journal keeps it.
    package let packFiles: [PackFiles]
    /// The packs that are judged and not sent, and what each was compiled from; nil leaves those that the journal keeps.
    package let shadow: [Pack]?
    package let shadowFiles: [PackFiles]
    /// The products that the chain has, screened or not; nil: nobody asks which are unknown.
    package var articles: [ExactText]?
    /// What is legal and probably wrong.
    package let warnings: [Diagnostic]

    /// Reads and checks all files. Blocks on the disk.
    ///
    /// - Parameters:
    ///   - articles: a list of the chain's products, if the unknown ones are to be counted.
    ///   - trust: whose signatures under packs are trusted; nil trusts nobody's.
    /// - Throws: a report with all errors of all files: packs, lists and catalogue first, then the feed files.
    package static func load(
        packs paths: [String], shadow: [String]? = nil, catalogue cataloguePath: String,
        feeds feedPaths: [String], articles articlesPath: String? = nil,
        trust: TrustStore? = nil
    ) throws(DiagnosticReport) -> Setup {
        let check = PackCheck.read(
            packs: paths, shadow: shadow ?? [], catalogue: cataloguePath, trust: trust)
        var diagnostics = check.diagnostics
        let feeds = feedPaths.compactMap { readFeed($0, &diagnostics) }
        if feeds.count == feedPaths.count, let first = feedPaths.first {
            for pack in check.packs + check.shadow {
                diagnostics += pack.namesMissing(
                    tokens: feeds.flatMap(\.tokenKinds), extras: feeds.flatMap(\.extraNames), feed: first)
            }
        }
        let articles = feeds.first.flatMap { readArticles(articlesPath, $0, &diagnostics) }
        guard !feeds.isEmpty, feeds.count == feedPaths.count, let catalogue = check.catalogue,
            !diagnostics.contains(where: { $0.severity == .error })
        else { throw DiagnosticReport(diagnostics) }
        return Setup(
            feeds: feeds, catalogue: catalogue, packs: check.packs, packFiles: check.files,
            shadow: shadow == nil ? nil : check.shadow, shadowFiles: check.shadowFiles, articles: articles,
            warnings: diagnostics)
    }

    private static func readFeed(_ path: String, _ diagnostics: inout [Diagnostic]) -> FeedFile? {
        do throws(DocumentFile.Problem) {
            let bytes = try DocumentFile.read(path, sizeMax: YAMLReader.sizeMax)
            let (feed, found) = FeedFileReader.read(path: path, bytes: bytes)
            diagnostics += found
            return feed
        } catch {
            diagnostics.append(error.diagnostic(file: path))
            return nil
        }
    }

    private static func readArticles(
        _ path: String?, _ feed: FeedFile, _ diagnostics: inout [Diagnostic]
    ) -> [ExactText]? {
        guard let path else { return nil }
        do throws(DocumentFile.Problem) {
            let bytes = try DocumentFile.read(path, sizeMax: ProductListReader.sizeMax)
            let (products, found) = ProductListReader.read(path: path, bytes: bytes, feed: feed)
            diagnostics += found
            return products
        } catch {
            diagnostics.append(error.diagnostic(file: path))
            return nil
        }
    }
}

extension FeedFile {
    /// What packs are checked against.
    package func facts(file: String) -> FeedFacts {
        var facts = FeedFacts(file: file, tokens: tokenKinds, extras: extraNames)
        for (paper, exception) in [(Paper.licence, Rule.Exception.licence), (.professional, .professional)] {
            if maps(.paper(paper, .number)) { facts.numbers.insert(exception) }
            if maps(.paper(paper, .until)) { facts.expiries.insert(exception) }
        }
        return facts
    }

    /// The kinds of token that the feed file maps.
    var tokenKinds: [String] {
        columns.compactMap { if case .token(let kind) = $0.role { kind.string } else { nil } }
    }

    /// The further fields that the feed file maps.
    var extraNames: [String] {
        columns.compactMap { if case .extra(let name) = $0.role { name.string } else { nil } }
    }
}
