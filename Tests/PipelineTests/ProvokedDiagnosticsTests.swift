import Catalogue
import Documents
import Feeds
import Foundation
import Pipeline
import Purchases
import Rules
import Testing

/// Every code of the catalogue is provoked by its own example, through the readers that the program uses.
struct ProvokedDiagnosticsTests {
    /// A folder with the small chain in which nothing is wrong.
    private final class Chain {
        let folder: String

        init() throws {
            folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try write("list.yaml", ExampleFrame.list)
            try write("pack.yaml", ExampleFrame.pack(rule: ""))
            try write("catalogue.csv", ExampleFrame.catalogue)
            try write("feed.yaml", ExampleFrame.feed)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func write(_ name: String, _ text: String) throws { try write(name, bytes: Array(text.utf8)) }

        func write(_ name: String, bytes: [UInt8]) throws {
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }

        func check(_ packs: [String] = ["pack.yaml"]) -> [Diagnostic] {
            RulesCheck.read(
                packs: packs.map { "\(folder)/\($0)" }, catalogue: "\(folder)/catalogue.csv",
                feed: "\(folder)/feed.yaml"
            ).diagnostics
        }

        /// What naming and opening inputs brings.
        func open(_ names: [String], waiting: InputWaiting = .blocks) throws -> [Diagnostic] {
            do {
                for input in try InputName.expand(names) {
                    let bytes = try DocumentFile.read("\(folder)/feed.yaml")
                    let feed = try #require(FeedFileReader.read(path: "feed.yaml", bytes: bytes).0)
                    let catalogue = ProductCatalogue(rows: [:], version: "")
                    let reader = try FeedReader(
                        feed: feed, source: input, screen: WatchedProducts(catalogue),
                        catalogue: catalogue, pseudonyms: Pseudonyms(key: [UInt8](repeating: 1, count: 32)),
                        waiting: waiting)
                    var batch = DecodedBatch()
                    _ = try reader.next(into: &batch, lines: 1)
                }
                return []
            } catch let report as DiagnosticReport {
                return report.diagnostics
            } catch let error as FeedError {
                return [error.diagnostic]
            }
        }
    }

    @Test func `the frame of the examples has nothing wrong and nothing doubtful`() throws {
        #expect(try Chain().check().map { $0.rendered(color: false) } == [])
    }

    /// Those that need a test file, a key to sign with or what screening reads have tests of their own.
    private static let elsewhere: [String] =
        (DiagnosticCode.tests + DiagnosticCode.signing + DiagnosticCode.articles + DiagnosticCode.knowledge
        + DiagnosticCode.review).filter {
            if case .told = $0.example { true } else { false }
        }.map(\.id)

    @Test func `codes that are provoked elsewhere are`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        var told = ""
        for module in ["BenchTests", "RulesTests", "ScreeningTests"] {
            let module = folder.appendingPathComponent(module)
            for name in try FileManager.default.subpathsOfDirectory(atPath: module.path)
            where name.hasSuffix(".swift") {
                told += try String(contentsOf: module.appendingPathComponent(name), encoding: .utf8)
            }
        }
        #expect(!Self.elsewhere.isEmpty)
        // The code alone, or with the place behind it.
        let isProvoked = { (id: String) in told.contains("\"\(id)\"") || told.contains("\"\(id) ") }
        #expect(Self.elsewhere.filter { !isProvoked($0) } == [])
    }

    /// Those that only a machine without some library provokes, an export beyond all tests, or a feed file that was not
    /// read from a file.
    private static let beyond = ["F006", "F046", "F049"]

    @Test(arguments: DiagnosticCode.all.map(\.id).filter { !elsewhere.contains($0) && !beyond.contains($0) })
    func `a code is provoked by its example`(id: String) throws {
        let code = try #require(DiagnosticCode.named(id))
        let example = try #require(code.example, "\(id) has no example")
        #expect(code.remedy?.isEmpty == false, "\(id) says nothing of what to do")
        let chain = try Chain()
        let found: [Diagnostic]
        switch example {
        case .rule(let lines):
            try chain.write("pack.yaml", ExampleFrame.pack(rule: lines))
            found = chain.check()
        case .pack(let lines):
            try chain.write("pack.yaml", ExampleFrame.pack(lines: lines))
            found = chain.check()
        case .list(let lines):
            try chain.write("list.yaml", ExampleFrame.merged(lines, into: ExampleFrame.list))
            found = chain.check()
        case .catalogue(let text):
            try chain.write("catalogue.csv", text)
            found = chain.check()
        case .feed(let lines):
            try chain.write("feed.yaml", ExampleFrame.merged(lines, into: ExampleFrame.feed))
            found = chain.check()
        case .configuration(let lines):
            let text = ExampleFrame.merged(lines, into: ExampleFrame.configuration)
            found =
                RunConfigReader.read(path: "\(chain.folder)/run.yaml", bytes: Array(text.utf8)).diagnostics
        case .told: found = try told(id, chain)
        }
        #expect(found.contains { $0.code == id }, "\(found.map { $0.rendered(color: false) })")
        for diagnostic in found where diagnostic.code == id {
            #expect(diagnostic.help?.isEmpty == false)
            #expect(!diagnostic.message.isEmpty)
        }
    }

    /// What the words of an example describe.
    private func told(_ id: String, _ chain: Chain) throws -> [Diagnostic] {
        let header = "store,till,receipt,line,time,product,quantity,licence,licence_until\n"
        func input(_ text: String) throws -> [Diagnostic] {
            try input(bytes: Array(text.utf8))
        }
        func document(_ format: String, _ lines: String, _ text: String) throws -> [Diagnostic] {
            try chain.write("feed.yaml", "feed: shop\nformat: \(format)\ntimezone: UTC\n\(lines)")
            return try input(text)
        }
        func input(bytes: [UInt8]) throws -> [Diagnostic] {
            try chain.write("input.csv", bytes: bytes)
            return try chain.open(["\(chain.folder)/input.csv"])
        }
        switch id {
        case "D001": return chain.check(["nowhere.yaml"])
        case "D002":
            try chain.write("pack.yaml", bytes: [UInt8](repeating: 0x23, count: YAMLReader.sizeMax + 1))
        case "D003": try chain.write("pack.yaml", bytes: Array("title: ".utf8) + [0xF6])
        case "D004": try chain.write("pack.yaml", ExampleFrame.pack(rule: "title: \u{7}"))
        case "D007":
            try chain.write(
                "pack.yaml", String(repeating: "[", count: 33) + String(repeating: "]", count: 33))
        case "D013": try chain.write("pack.yaml", "# To be written\n")
        case "D014":
            try chain.write(
                "pack.yaml",
                ExampleFrame.pack(lines: "rules:\n" + String(repeating: "  - {a: b}\n", count: 201)))
        case "P009":
            let chained = (0..<33).map { "  d\($0): {not: d\($0 + 1)}\n" }.joined()
            try chain.write(
                "pack.yaml", ExampleFrame.pack(lines: "define:\n\(chained)  d33: {substance: salt}"))
        case "P024":
            try chain.write("copy.yaml", ExampleFrame.pack(rule: ""))
            return chain.check(["pack.yaml", "copy.yaml"])
        case "C009":
            try chain.write(
                "other.yaml",
                ExampleFrame.list.replacing("list: example", with: "list: other").replacing(
                    "7647-14-5", with: "7732-18-5"))
            try chain.write(
                "second.yaml",
                ExampleFrame.pack(lines: "pack: {id: second, version: 1}\nlists: [other.yaml]"))
            return chain.check(["pack.yaml", "second.yaml"])
        case "W005":
            try chain.write("pack.yaml", ExampleFrame.pack(rule: "unless: {licence: valid}"))
            try chain.write(
                "feed.yaml", ExampleFrame.merged("licence: {number: licence}", into: ExampleFrame.feed))
        case "F020": return try chain.open(["\(chain.folder)/yesterday.csv"])
        case "F021":
            // Nobody may read it; who may read everything sees another file that cannot be opened.
            try chain.write("input.csv", header)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0], ofItemAtPath: "\(chain.folder)/input.csv")
            if FileManager.default.isReadableFile(atPath: "\(chain.folder)/input.csv") {
                return try chain.open(["/proc/self/mem"])
            }
            return try chain.open(["\(chain.folder)/input.csv"])
        case "F022": return try chain.open([chain.folder])
        case "F023": return try chain.open(["\(chain.folder)/*.cvs"])
        case "F024": return try chain.open(["-", "-"])
        case "F025": return try input(bytes: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4])
        case "F026":
            return try input(bytes: Array("M".utf8) + [0xE4] + Array("nner,".utf8) + Array(header.utf8))
        case "F027": return try input("sep=;\n" + header)
        case "F028": return try input("store,till,receipt\n")
        case "F029": return try input("product," + header)
        case "F030": return try input("\"store,till\n")
        case "F037":
            let fields =
                "store: Store, till: Workstation, receipt: Sequence, line: Line, time: Time, product: Artikel, quantity: Quantity"
            return try document("poslog", "fields: {\(fields)}\n", "<POSLog/>")
        case "F038": return try document("poslog", "", "<orders/>")
        case "F039": return try document("poslog", "", "<POSLog><Sale></Return></POSLog>")
        case "F040": return try document("poslog", "", "<POSLog>")
        case "F041": return try document("poslog", "", "<!DOCTYPE POSLog SYSTEM 'x'><POSLog/>")
        case "F043": return try document("tlog", "", "[{} {}]")
        case "F045":
            try chain.write("feed.yaml", ExampleFrame.merged("skip: 1", into: ExampleFrame.feed))
            return try input(String(repeating: "x", count: 2 << 20) + "\n" + header)
        case "F047":
            return try document("rtlog", "", "FHEAD|1\n")
        case "F048": return try document("dsfinvk", "", "Z_KASSE_ID;Z_ERSTELLUNG;Z_NR;BON_ID;POS_ZEILE\n")
        case "F050": return try document("wpubon", "", "<WPUUMS01><IDOC/></WPUUMS01>")
        case "F031": return try input(bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3])
        case "F032": return try input(bytes: Self.member(named: String(repeating: "a", count: 1025), [0x41]))
        case "F033": return try input(bytes: Self.member(named: "a.csv.gz", [0x1F, 0x8B, 8, 0]))
        case "F034": return try input(bytes: Self.member(named: "a.csv", [0x41], flags: 1))
        case "F035": return try input(bytes: Self.member(named: "[Content_Types].xml", [0x41]))
        case "F036":
            try chain.write("input.csv", bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3])
            return try chain.open(["\(chain.folder)/input.csv"], waiting: .follows)
        default: Issue.record("nothing is known of how to do what the example of \(id) tells")
        }
        return chain.check()
    }

    /// The beginning of a ZIP archive, with one member that is not compressed.
    private static func member(named name: String, _ content: [UInt8], flags: UInt8 = 0) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) }
        }
        return [0x50, 0x4B, 3, 4, 20, 0, flags, 0] + number(0, 10) + number(content.count, 4)
            + number(content.count, 4) + number(name.utf8.count, 2) + number(0, 2) + Array(name.utf8)
            + content
    }
}
