import ArgumentParser
import Documents
import Purchases
import Screening

/// The article masters that a check looks into. Blocks.
struct CheckedArticles {
    let paths: [String]
    /// Says which columns hold what.
    let map: String?
    let colorsMessages: Bool

    /// Reads all of them, one article at a time; rows that cannot be read are told and left out.
    ///
    /// - Parameters:
    ///   - watched: the products of the catalogue.
    ///   - decided: the products that decisions are about.
    /// - Throws: a `DiagnosticReport` when a file cannot be read at all; an `ExitCode` after answering a spreadsheet with the
    ///   line that converts it.
    func read(
        watched: some Sequence<ExactText>, decided: some Sequence<ExactText>
    ) throws -> CoverageArticles {
        let command = "catalogue check --articles"
        let map = try readMap()
        var articles = CoverageArticles(watched: watched, decided: decided)
        for path in paths {
            do throws(ArticleError) {
                let bytes = try ArticleFile.bytes(path, command: command)
                var reader = try ArticleReader(source: path, bytes: bytes, map: map, command: command)
                for note in reader.notes { Console.message(visible(note)) }
                while let article = reader.next() { articles.add(article) }
                Console.show(reader.findings.diagnostics, color: colorsMessages)
            } catch {
                if case .spreadsheet(let line) = error {
                    Console.message(visible(line))
                    throw ExitCode(Failure.Status.unusable.rawValue)
                }
                throw DiagnosticReport(error.diagnostics)
            }
        }
        return articles
    }

    private func readMap() throws(DiagnosticReport) -> ArticleMap? {
        guard let map else { return nil }
        let bytes: [UInt8]
        do throws(DocumentFile.Problem) {
            bytes = try DocumentFile.read(map)
        } catch {
            throw DiagnosticReport([error.diagnostic(file: map)])
        }
        let (read, diagnostics) = ArticleMap.read(path: map, bytes: bytes)
        guard let read else { throw DiagnosticReport(diagnostics) }
        Console.show(diagnostics, color: colorsMessages)
        return read
    }
}
