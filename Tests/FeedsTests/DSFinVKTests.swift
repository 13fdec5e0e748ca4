import Catalogue
import Delimited
import Documents
import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// The German tills' export: tables that are joined.
struct DSFinVKTests {
    static func feed(_ change: (inout FeedFile) -> Void = { _ in }) -> FeedFile {
        var feed = FeedFile(id: "de", format: .dsfinvk, columns: FormatDefaults.dsfinvkColumns)
        feed.kinds = FormatDefaults.dsfinvkKinds
        feed.decimalMark = UInt8(ascii: ",")
        feed.timeZone = "Europe/Berlin"
        change(&feed)
        return feed
    }

    static let key = "Z_KASSE_ID;Z_ERSTELLUNG;Z_NR"
    static let z = "K1;2026-06-10T20:00:00.000Z;7"
    static let index = """
        <?xml version="1.0" encoding="utf-8"?>
        <!DOCTYPE DataSet SYSTEM "gdpdu-01-09-2004.dtd">
        <DataSet><Media><Table><URL>transactions.csv</URL><Name>Bonkopf</Name></Table>
        <Table><URL>lines.csv</URL></Table></Media></DataSet>

        """
    static let transactions = """
        \(key);BON_ID;BON_NR;BON_TYP;BON_STORNO;BON_START;BON_ENDE;KUNDE_NAME
        \(z);b1;1;Beleg;0;2026-06-10T10:00:00.000Z;2026-06-10T10:01:00.000Z;
        \(z);b2;2;AVTraining;0;;2026-06-10T10:02:00.000Z;
        \(z);b3;3;Beleg;1;;2026-06-10T10:03:00.000Z;
        \(z);b4;4;Beleg;0;;2026-06-10T10:04:00.000Z;
        \(z);b6;6;AVRechnung;0;;2026-06-10T10:06:00.000Z;

        """
    static let lines = """
        \(key);BON_ID;POS_ZEILE;ARTIKELTEXT;GV_TYP;P_STORNO;ART_NR;MENGE;EINHEIT;STK_BR
        \(z);b1;1;"Säure; 5 %";Umsatz;0;4001;2,000;Stk;1,50
        \(z);b1;2;Rabatt;Rabatt;0;4001;1,000;Stk;-0,50
        \(z);b1;3;Säure;Umsatz;1;4001;-1,000;Stk;1,50
        \(z);b1;4;Säure;Umsatz;1;4001;1,000;Stk;1,50
        \(z);b2;1;Säure;Umsatz;0;4001;1,000;Stk;1,50
        \(z);b3;1;Säure;Umsatz;0;4001;-2,000;Stk;1,50
        \(z);b4;1;Säure;Umsatz;0;4001;-1,000;Stk;1,50
        \(z);b5;1;Säure;Umsatz;0;4001;1,000;Stk;1,50
        \(z);b6;1;Säure;Umsatz;0;4001;1,000;Stk;1,50
        \(z);b6;2;Brot;Umsatz;0;4002;1,000;Stk;1,50

        """
    static let linesVAT = """
        \(key);BON_ID;POS_ZEILE;UST_SCHLUESSEL;POS_BRUTTO;POS_NETTO;POS_UST
        \(z);b1;1;1;2,00000;1,0;0,1
        \(z);b1;1;2;1,00000;1,0;0,1
        \(z);b3;1;1;-3,00000;;
        \(z);b4;1;1;x;;

        """
    static let payments = """
        \(key);BON_ID;ZAHLART_TYP;ZAHLART_NAME;ZAHLWAEH_CODE;ZAHLWAEH_BETRAG;BASISWAEH_BETRAG
        \(z);b1;Bar;Bar;;;1,00
        \(z);b1;ECKarte;girocard;;;2,00
        \(z);b1;Bar;Bar;;;-0,50

        """
    static let references = """
        \(key);BON_ID;POS_ZEILE;REF_TYP;REF_NAME;REF_DATUM;REF_Z_KASSE_ID;REF_Z_NR;REF_BON_ID
        \(z);b3;;ExterneRechnung;;;;;R-1
        \(z);b3;;Transaktion;;;K1;7;b1
        \(z);b4;1;Transaktion;;;K2;6;b9

        """
    static let location = "\(key);LOC_NAME;LOC_PLZ\n\(z);Berlin 1;10115\n"
    static let register = "\(key);KASSE_BRAND;KASSE_BASISWAEH_CODE\n\(z);x;EUR\n"
    static let vat = "\(key);UST_SCHLUESSEL;UST_SATZ\n\(z);1;19,00\n"
    static let all = [
        index, transactions, lines, linesVAT, payments, references, location, register, vat,
    ]

    static func read(
        _ tables: [String], _ feed: FeedFile = feed(), limits: FeedReader.Limits = .init()
    ) throws -> Reading {
        try Fixture.read(feed, Array(tables.joined().utf8), limits: limits)
    }

    @Test func tablesAreJoined() throws {
        let reading = try Self.read(Self.all)
        #expect(
            reading.keys == [
                "de/Berlin 1/K1/7-b1/1", "de/Berlin 1/K1/7-b1/3", "de/Berlin 1/K1/7-b3/1",
                "de/Berlin 1/K1/7-b4/1",
            ])
        #expect(reading.arrived.map(\.line.kind) == [.sale, .void, .void, .return])
        #expect(reading.arrived.map(\.line.quantity?.description) == ["2", "1", "2", "1"])
        #expect(reading.arrived.map(\.line.amount?.description) == ["3", nil, "-3", nil])
        #expect(reading.arrived.map(\.line.tender) == ["Bar+ECKarte", "Bar+ECKarte", nil, nil])
        #expect(reading.arrived[0].line.description == "Säure; 5 %")
        #expect(reading.arrived[0].line.currency == "EUR")
        #expect(reading.arrived[0].line.time.description == "2026-06-10T10:01:00Z")
        #expect(
            reading.arrived.map(\.line.refers) == [
                Reference(), Reference(), Reference(till: "K1", receipt: "7-b1"),
                Reference(till: "K2", receipt: "6-b9"),
            ])
        // A receipt that is not there, and one of a type that the standard leaves open.
        #expect(reading.reasons == [.missingReceipt, .unknownKind])
        #expect(reading.read == 10)
        #expect(reading.note == nil)
    }

    @Test func theOrderOfTablesChangesNothing() throws {
        let whole = try Self.read(Self.all)
        for _ in 0..<20 {
            let shuffled = Self.all.shuffled()
            let reading = try Self.read(shuffled, limits: .init(chunk: Int.random(in: 1...300)))
            #expect(reading.arrived.map(\.line) == whole.arrived.map(\.line))
            #expect(reading.reasons == whole.reasons)
        }
    }

    @Test func tillsMayWriteByteOrderMarksQuotesAndCarriageReturns() throws {
        let whole = try Self.read(Self.all)
        let marked = Self.all.map { "\u{FEFF}" + $0.replacing("\n", with: "\r\n") }
        #expect(try Self.read(marked).arrived.map(\.line) == whole.arrived.map(\.line))
        let quoted = Self.all.map {
            $0.replacing("Z_KASSE_ID;", with: "\"Z_KASSE_ID\";").replacing("K1;", with: "\"K1\";")
        }
        #expect(try Self.read(quoted).arrived.map(\.line) == whole.arrived.map(\.line))
    }

    @Test(arguments: [(FeedFile.Voids.flag, 1), (.reversal, 2), (.auto, 1)])
    func voidsAreAsTheFeedSays(_ voids: FeedFile.Voids, _ count: Int) throws {
        let reading = try Self.read(Self.all, Self.feed { $0.voids = voids })
        let ofFirst = reading.arrived.filter { $0.line.receiptNumber == "7-b1" && $0.line.kind == .void }
        #expect(ofFirst.count == (voids == .flag ? 0 : count))
    }

    @Test func aSetThatLacksATableIsRefused() throws {
        for missing in [Self.transactions, Self.lines] {
            let error = #expect(throws: FeedError.self) { try Self.read(Self.all.filter { $0 != missing }) }
            #expect(error?.code == .tablesMissing)
        }
        let index = Self.index.replacing(
            "</Media>", with: "<Table><URL>data/datapayment.csv</URL></Table></Media>")
        let lacking = [index] + Self.all.dropFirst().filter { $0 != Self.payments }
        let error = #expect(throws: FeedError.self) { try Self.read(lacking) }
        #expect(error?.message == "the export lacks `datapayment.csv`")
        #expect(try Self.read([index] + Self.all.dropFirst()).arrived.count == 4)
        #expect(try Self.read([]).note == .empty)
        #expect(throws: FeedError.self) { try Self.read(["a;b;c\n1;2;3\n"]) }
    }

    @Test(arguments: [
        ("b1;1;\"Säure; 5 %\"", "b1;1;\"Säure", QuarantineReason.notDecodable),
        ("2,000;Stk;1,50", "2,000", .tooFewCells),
        ("2,000;Stk;1,50", "2,000;Stk;1,50;x", .tooManyCells), ("2,000;Stk", "two;Stk", .badQuantity),
        ("10:01:00", "noon", .badTime),
        ("b1;1;Beleg;0;2026", "b1;1;Beleg;0;x;x;x;x;2026", .missingReceipt),
    ])
    func badRowsCostTheirOwn(_ from: String, _ to: String, _ reason: QuarantineReason) throws {
        let tables = Self.all.map { $0.replacing(from, with: to) }
        #expect(tables != Self.all)
        // The last table holds no quote that could close an open one.
        let reading = try Self.read(
            tables.filter { $0 != Self.lines.replacing(from, with: to) } + [tables[2]])
        #expect(reading.reasons.contains(reason), "\(reading.reasons)")
        #expect(!reading.keys.contains("de/Berlin 1/K1/7-b1/1"))
    }

    @Test func badBytesCostTheirRow() throws {
        var input = Array(Self.all.joined().utf8)
        let place = try #require(input.firstIndex(of: 0xC3))
        input[place] = 0xFF
        let reading = try Fixture.read(Self.feed(), input)
        #expect(reading.reasons == [.badEncoding, .missingReceipt, .unknownKind])
        #expect(reading.arrived.count == 3)
    }

    /// What is held of the receipts is bounded, and said to be.
    @Test func theTablesHeldAreBounded() throws {
        func set(_ receipts: Int) -> [String] {
            let rows = (0..<receipts).map { "\(Self.z);r\($0);1;Beleg;0;;2026-06-10T10:01:00.000Z;\n" }
                .joined()
            return [Self.transactions + rows] + Self.all.dropFirst(2)
        }
        func limits(_ tables: Int) -> FeedReader.Limits { .init(bounds: RecordBounds(tables: tables)) }
        #expect(try Self.read(set(10), limits: limits(100_000)).arrived.count == 4)
        let error = #expect(throws: FeedError.self) { try Self.read(set(1000), limits: limits(100_000)) }
        #expect(error?.code == .tablesTooLarge)
    }

    /// Lines that do not fit in memory wait in a file.
    @Test func manyLinesWaitOnDisk() throws {
        let rows = (0..<20_000).map { "\(Self.z);b1;\($0 + 10);Säure;Umsatz;0;4001;1,000;Stk;1,50\n" }
            .joined()
        let tables = [Self.lines + rows] + Self.all.filter { $0 != Self.lines }
        let limits = FeedReader.Limits(bounds: RecordBounds(tables: 100_000))
        let reading = try Self.read(tables, limits: limits)
        #expect(reading.arrived.count == 20_004)
        #expect(reading.arrived.last?.line.lineNumber == "20009")
    }

    @Test func readingGoesOnWhereItStopped() throws {
        let folder = try Folder()
        let path = try folder.write("input", Array(Self.all.joined().utf8))
        let whole = try Self.read(Self.all)
        let catalogue = Fixture.catalogue(["4001"])
        for place in whole.arrived.map(\.position) {
            let reader = try FeedReader(
                feed: Self.feed(), source: path, screen: .init(catalogue), catalogue: catalogue,
                pseudonyms: Pseudonyms(key: Fixture.key), from: place)
            let expected = whole.arrived.filter { $0.position.offset >= place.offset }
            #expect(try Fixture.read(reader, lines: 2).arrived.map(\.line) == expected.map(\.line))
        }
    }

    @Test func aNameThatIsNoneIsRefused() throws {
        for name in ["lines", "bonpos.ART_NR", "lines_vat.POS_BRUTTO", "DSFINVK.other"] {
            let feed = Self.feed { $0.columns.append(.init(role: .extra("x"), column: name)) }
            let error = #expect(throws: FeedError.self) { try Self.read(Self.all, feed) }
            #expect(error?.code == .recordLayout)
        }
        let feed = Self.feed { $0.columns.append(.init(role: .extra("z"), column: "transactions.BON_NR")) }
        #expect(try Self.read(Self.all, feed).arrived.first?.line.extra.first?.value == "1")
    }
}
