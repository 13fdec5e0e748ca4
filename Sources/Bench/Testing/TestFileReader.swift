import Catalogue
import Documents
import Feeds
import Purchases
import Rules

/// Reads test files of packs (`docs/FORMATS.md`, tests).
package struct TestFileReader {
    private static let keys = ["tillwatch", "packs", "catalogue", "timezone", "tests", "alive"]
    private static let testsMax = 1_000
    private static let tableColumns = [
        "product", "substance", "concentration", "net", "basis", "density", "description", "valid_from",
        "valid_to",
    ]

    private let path: String
    private let findings: Findings

    /// Reads a test file with its packs and its catalogue. Blocks.
    ///
    /// - Returns: the file, nil if anything is wrong; and all that is, in order of file and place. It may come with
    ///   warnings.
    package static func load(path: String) -> (file: TestFile?, diagnostics: [Diagnostic]) {
        do {
            let bytes = try DocumentFile.read(path)
            let (root, diagnostics) = YAMLReader.read(file: path, bytes: bytes)
            let findings = Findings(SourceText(file: path, bytes: bytes))
            findings.add(diagnostics)
            guard let root else { return (nil, findings.diagnostics) }
            let file = TestFileReader(path: path, findings: findings).read(root)
            return (findings.hasErrors ? nil : file, findings.diagnostics)
        } catch {
            return (nil, [error.diagnostic(file: path)])
        }
    }

    private func read(_ root: YAMLNode) -> TestFile? {
        guard let fields = FieldReader(root, "a test file", keys: Self.keys, findings) else { return nil }
        if let node = fields.required("tillwatch", help: "begin the file with `tillwatch: 1`"),
            let text = findings.text(node, "tillwatch"), text != "1"
        {
            findings.error(
                .unknownFormat, at: node.place,
                "this program reads test files of format 1, not \(quoted(text))",
                help: "write `tillwatch: 1`, or use a newer program")
        }
        let zone = zone(fields)
        let catalogueNode = fields.required(
            "catalogue", help: "add a table of products, or the path of a catalogue")
        let cataloguePath = catalogueNode?.scalar.flatMap { $0.contains("\n") ? nil : $0 }
        let paths = fields.required("packs").flatMap { findings.texts($0, "packs") } ?? []
        let check = PackCheck.read(
            packs: paths.map(resolved), catalogue: cataloguePath.map(resolved), for: .writing)
        findings.add(check.diagnostics)
        // Without packs and catalogue every name would be called unknown.
        guard !check.hasErrors, !check.packs.isEmpty, let catalogueNode, let zone else { return nil }
        let catalogue = check.catalogue ?? table(catalogueNode, check.packs)
        guard let catalogue else { return nil }
        let tests = tests(fields, check.packs, catalogue, TestTimes(zone: zone))
        return TestFile(
            path: path, packs: check.packs, timezone: zone, tests: tests, excuses: excuses(fields))
    }

    /// A path as seen from the test file.
    private func resolved(_ name: String) -> String {
        if name.utf8.first == UInt8(ascii: "/") { return name }
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return name }
        return String(path[...slash]) + name
    }

    private func zone(_ fields: FieldReader) -> ZoneTable? {
        guard let node = fields.value("timezone") else { return ZoneTable("UTC") }
        guard let name = findings.text(node, "timezone") else { return nil }
        if let zone = ZoneTable(name) { return zone }
        findings.error(
            .testTime, at: node.place, "there is no time zone \(quoted(name))",
            help: "write a name such as `Europe/Berlin` or `UTC`")
        return nil
    }

    private func table(_ node: YAMLNode, _ packs: [Pack]) -> ProductCatalogue? {
        guard
            let table = WrittenTable(
                node, "catalogue", columns: Self.tableColumns, required: ["product", "substance", "net"],
                findings)
        else { return nil }
        let rows = table.rows.map { row in
            var cells = row.cells
            if let net = cells.removeValue(forKey: "net"), let text = net.scalar {
                let number = text.prefix { $0.isNumber || $0 == "." }
                let unit = text.dropFirst(number.count).drop { $0 == " " }
                cells["net_amount"] = YAMLNode(place: net.place, kind: .scalar(String(number)))
                cells["net_unit"] = YAMLNode(place: net.place, kind: .scalar(String(unit)))
            }
            return (place: row.place, cells: cells)
        }
        return CatalogueReader.read(rows: rows, version: "test", lists: packs.flatMap(\.lists), findings)
    }

    private func tests(
        _ fields: FieldReader, _ packs: [Pack], _ catalogue: ProductCatalogue, _ times: TestTimes
    ) -> [TestCase] {
        guard let node = fields.required("tests"), let nodes = findings.list(node, "tests") else { return [] }
        if nodes.isEmpty { findings.error(.noValue, at: node.place, "`tests` holds no test") }
        if nodes.count > Self.testsMax {
            findings.error(
                .outOfRange, at: nodes[Self.testsMax].place,
                "the file has \(nodes.count) tests, and may have \(Self.testsMax)")
        }
        var names: Set<String> = []
        return nodes.prefix(Self.testsMax).compactMap { node in
            guard let test = test(node, packs, catalogue, times) else { return nil }
            if !names.insert(test.name).inserted {
                findings.error(
                    .testRepeated, at: node.place, "a test named \(quoted(test.name)) stands above already",
                    help: "give each test a name of its own")
            }
            return test
        }
    }

    private func test(
        _ node: YAMLNode, _ packs: [Pack], _ catalogue: ProductCatalogue, _ times: TestTimes
    ) -> TestCase? {
        let keys = ["name", "purchases", "alerts", "holds", "never"]
        guard let fields = FieldReader(node, "a test", keys: keys, findings) else { return nil }
        let name = fields.requiredText("name")
        guard let purchases = fields.required("purchases"),
            let table = WrittenTable(
                purchases, "purchases", columns: PurchaseRows.columns, required: ["time", "product"], findings
            )
        else { return nil }
        let kind = packs.lazy.compactMap { $0.linkKinds?.min() }.first ?? "buyer"
        let rows = PurchaseRows(table, catalogue: catalogue, buyerKind: kind, times: times, findings)
        var reader = ExpectationReader(packs: packs, rows: rows, times: times, findings)
        let alerts = reader.expectations(fields.value("alerts"), "alerts", isAlert: true)
        let holds = reader.expectations(fields.value("holds"), "holds", isAlert: false)
        let never = reader.forbidden(fields.value("never"))
        guard let name else { return nil }
        return TestCase(
            name: name, place: node.place, lines: rows.lines, labels: rows.labels, alerts: alerts,
            holds: holds,
            never: never)
    }

    private func excuses(_ fields: FieldReader) -> [Excuse] {
        guard let node = fields.value("alive"), let nodes = findings.list(node, "alive") else { return [] }
        return nodes.compactMap { node in
            guard let fields = FieldReader(node, "an excuse", keys: ["mutant", "because"], findings) else {
                return nil
            }
            let mutant = fields.requiredText("mutant")
            let reason = fields.requiredText("because")
            guard let mutant, let reason else { return nil }
            return Excuse(pattern: mutant, reason: reason, place: node.place)
        }
    }
}
