import Crypto
import Delimited
import Documents
import Purchases

/// Reads the chain's catalogue (`docs/FORMATS.md` 5): CSV with a header, a row for each substance of a product.
package enum CatalogueReader {
    package static let sizeMax = 256 << 20

    /// Reads a catalogue.
    ///
    /// - Parameters:
    ///   - path: what messages call the file.
    ///   - bytes: the whole file.
    ///   - lists: every loaded list; what a row calls a substance is looked up there.
    /// - Returns: the catalogue, nil if anything is wrong with the file; and all that is, in order of place. It may come
    ///   with warnings.
    package static func read(
        path: String, bytes: [UInt8], lists: [SubstanceList]
    ) -> (catalogue: ProductCatalogue?, diagnostics: [Diagnostic]) {
        let findings = Findings(file: path, bytes: bytes, atMost: sizeMax)
        if findings.hasErrors { return (nil, findings.diagnostics) }
        var records = DelimitedReader(bytes: findings.source.bytes)
        guard let header = CatalogueHeader(records.next(), findings) else {
            return (nil, findings.diagnostics)
        }
        var builder = CatalogueBuilder(names: SubstanceNames(lists), findings: findings)
        while let record = records.next() {
            guard let row = CatalogueRecord(record, header, findings) else { continue }
            builder.add(row)
        }
        if findings.hasErrors { return (nil, findings.diagnostics) }
        return (
            builder.catalogue(version: String(hex(SHA256.hash(data: bytes)).prefix(12))), findings.diagnostics
        )
    }

    /// Reads a catalogue that is written in another file, as a table of the same columns.
    ///
    /// - Parameters:
    ///   - rows: the place of each row, and its cells that are not empty, by column.
    ///   - version: what alerts call the catalogue.
    ///   - findings: takes what is wrong; without an error among it the catalogue may be used.
    package static func read(
        rows: [(place: YAMLPlace, cells: [String: YAMLNode])], version: String, lists: [SubstanceList],
        _ findings: Findings
    ) -> ProductCatalogue {
        var builder = CatalogueBuilder(names: SubstanceNames(lists), findings: findings)
        for row in rows { builder.add(CatalogueRecord(place: row.place, cells: row.cells)) }
        return builder.catalogue(version: version)
    }
}
