import Delimited
import Documents
import Feeds
import Foundation
import Purchases
import Testing

struct RTLogTests {
    /// A layout of our own: Oracle documents the widths of each release to its customers.
    static let names = [
        "FHEAD.record", "FHEAD.line", "FHEAD.type", "FHEAD.created", "FHEAD.business_date", "FHEAD.location",
        "THEAD.record", "THEAD.line", "THEAD.register", "THEAD.date", "THEAD.number", "THEAD.type",
        "THEAD.original_number", "THEAD.original_register",
        "TCUST.record", "TCUST.line", "TCUST.id",
        "TITEM.record", "TITEM.line", "TITEM.status", "TITEM.item", "TITEM.quantity_sign", "TITEM.quantity",
        "TTEND.record", "TTEND.line", "TTEND.group", "TTEND.amount",
    ]

    static func feed(_ change: (inout FeedFile) -> Void = { _ in }) throws -> FeedFile {
        var feed = FeedFile(id: "rtlog", format: .rtlog, columns: FormatDefaults.rtlogColumns)
        feed.columns.append(.init(role: .token("loyalty"), column: "TCUST.id"))
        feed.kinds = FormatDefaults.rtlogKinds
        feed.header = .names(Self.names)
        feed.dialect = Dialect(delimiter: UInt8(ascii: "|"))
        feed.timeZone = "America/New_York"
        feed.timeFormat = .layout(try TimeLayout("%Y%m%d%H%M%S"))
        change(&feed)
        return feed
    }

    static let head = "FHEAD|1|RTLG|20260611020000|20260610|1001"
    static let sale = """
        THEAD|2|05|20260610120000|77|SALE||
        TCUST|3|C-1
        TITEM|4|S|4001|P|000000000002
        IDISC|5|x
        TITEM|6|V|4001|N|000000000001
        TITEM|7|R|4001|N|000000000003
        TITEM|8|S|4002|P|000000000001
        TTEND|9|CASH|100
        TTEND|10|CCARD|100
        TTEND|11|CASH|-5
        TTAIL|12|8
        """
    static let void = """
        THEAD|13|05|20260610121500|78|PVOID|77|05
        TITEM|14|S|4001|N|000000000002
        TTAIL|15|1
        """
    static let tail = "FTAIL|99|2\n"

    static func read(_ records: [String], limits: FeedReader.Limits = .init()) throws -> Reading {
        try Fixture.read(feed(), Array(records.joined(separator: "\n").utf8), limits: limits)
    }

    @Test func transactionsBecomeLines() throws {
        let reading = try Self.read([Self.head, Self.sale, Self.void, Self.tail])
        #expect(
            reading.keys == [
                "rtlog/1001/05/77/20260610/1", "rtlog/1001/05/77/20260610/3", "rtlog/1001/05/78/20260610/0",
            ])
        #expect(reading.arrived.map(\.line.kind) == [.sale, .return, .void])
        #expect(reading.arrived.map(\.line.quantity?.description) == ["2", "3", nil])
        #expect(reading.arrived.map(\.line.tender) == ["CASH+CCARD", "CASH+CCARD", nil])
        #expect(reading.arrived.map(\.line.tokens.count) == [1, 1, 0])
        #expect(reading.arrived[0].line.time.description == "2026-06-10T16:00:00Z")
        #expect(reading.arrived[2].line.refers == Reference(till: "05", receipt: "77"))
        #expect(reading.arrived[2].line.product == nil)
        // One voided item, and one that is not watched.
        #expect(reading.screened == 2)
        #expect(reading.read == 5 && reading.quarantined.isEmpty)
        #expect(reading.arrived.map(\.position.line) == [4, 7, 13])
    }

    @Test(arguments: [
        ("NOSALE", 0, 1, [QuarantineReason]()), ("PAIDIN", 0, 1, []), ("METER", 0, 1, []),
        ("EEXCH", 1, 0, []),
        ("RETURN", 1, 0, []), ("NEWTYP", 0, 0, [.unknownKind]),
    ])
    func typesThatAreNoSalesAreNone(
        _ type: String, _ arrived: Int, _ screened: Int, _ reasons: [QuarantineReason]
    ) throws {
        let records = [
            Self.head, "THEAD|2|05|20260610120000|77|\(type)||", "TITEM|3|S|4001|P|1", "TTAIL|4|", Self.tail,
        ]
        let reading = try Self.read(records)
        #expect(reading.arrived.count == arrived)
        #expect(reading.screened == screened)
        #expect(reading.reasons == reasons)
    }

    @Test(arguments: [
        ([head, "TITEM|3|S|4001|P|1", sale, tail], [QuarantineReason.notDecodable], 2),
        ([head, "TTAIL|3|", sale, tail], [.notDecodable], 2),
        ([head, "THEAD|2|05|20260610120000|76|SALE||\nTITEM|3|S|4001|P|1", sale, tail], [.cutOff], 2),
        ([head, "THEAD|2|05|20260610120000|76|SALE||\nTITEM|3|S|4001|P|1", tail], [.cutOff], 0),
        ([head, sale, "THEAD|2|05|20260610120000|76|SALE||\nTITEM|3|S|4001|P|1"], [.cutOff], 2),
        ([head, "what is this", sale, tail], [.notDecodable], 2),
        (
            [head, "THEAD|2|05|20260610120000|76|SALE||\nx\nTITEM|3|S|4001|P|1\nTTAIL|", tail],
            [.notDecodable], 1
        ),
        ([head, "THEAD|2|05|never|76|SALE||\nTITEM|3|S|4001|P|1\nTTAIL|", tail], [.badTime], 0),
        (
            [head, "THEAD|2|05|20260610120000|76|SALE||\nTITEM|3|S|4001|P|one\nTTAIL|", sale, tail],
            [.badQuantity], 2
        ),
        (
            [
                head,
                "THEAD|2|05|20260610120000|76|SALE||\nTITEM|3|S|4001|P|\(String(repeating: "0", count: 3000))\nTTAIL|",
            ],
            [.cellTooLong], 0
        ),
    ])
    func badRecordsCostTheirOwn(_ records: [String], _ reasons: [QuarantineReason], _ arrived: Int) throws {
        let limits = FeedReader.Limits(bounds: RecordBounds(record: 4000, cell: 2000))
        let reading = try Self.read(records, limits: limits)
        // A number of zeros alone is zero, however long it is.
        #expect(reading.reasons == (reasons == [.cellTooLong] ? [] : reasons))
        #expect(reading.arrived.count == (reasons == [.cellTooLong] ? 1 : arrived))
    }

    @Test(arguments: [(0, false), (1, true)])
    func transactionsAreBounded(_ more: Int, _ isRefused: Bool) throws {
        let body = "THEAD|2|05|20260610120000|76|SALE||\nTITEM|3|S|4001|P|1\nCATTX|"
        let length = body.utf8.filter { $0 != 0x0A }.count
        let limits = FeedReader.Limits(bounds: RecordBounds(record: 300, cell: 100))
        let long = body + String(repeating: "y", count: 300 - length + more) + "\nTITEM|3|S|4001|P|1\nTTAIL|1"
        // With two more records the first shape is over the bound as well: leave them out there.
        let records = isRefused ? long : long.replacing("\nTITEM|3|S|4001|P|1\nTTAIL|1", with: "\nTTAIL|1")
        let reading = try Self.read([Self.head, records, Self.sale, Self.tail], limits: limits)
        #expect(reading.reasons == (isRefused ? [.lineTooLong] : []))
        #expect(reading.arrived.count == (isRefused ? 2 : 3))
    }

    @Test func otherInputsAreRefused() throws {
        let error = #expect(throws: FeedError.self) { try Self.read(["a,b,c", "1,2,3"]) }
        #expect(error?.code == .recordLayout)
        #expect(try Self.read([""]).read == 0)
        #expect(try Self.read([Self.head]).note == .blankLinesOnly)
    }

    @Test func theLayoutMustSayWhereMappedFieldsStand() throws {
        for missing in ["THEAD.type", "TITEM.item", "TCUST.id"] {
            let feed = try Self.feed { $0.header = .names(Self.names.filter { $0 != missing }) }
            let error = #expect(throws: FeedError.self) { try Fixture.read(feed, Array(Self.head.utf8)) }
            #expect(error?.code == .recordLayout)
            #expect(error?.message.contains(missing) == true)
        }
    }

    @Test func recordsMayStandAtFixedPlaces() throws {
        let feed = try Self.feed {
            $0.header = .firstLine
            $0.columns.removeAll { $0.role == .token("loyalty") || $0.column == "RTLOG.tender" }
            $0.fixedColumns = [
                .init(name: "FHEAD.business_date", places: 6...13),
                .init(name: "FHEAD.location", places: 14...17),
                .init(name: "THEAD.register", places: 6...8), .init(name: "THEAD.date", places: 9...22),
                .init(name: "THEAD.number", places: 23...32), .init(name: "THEAD.type", places: 33...38),
                .init(name: "THEAD.original_number", places: 39...48),
                .init(name: "THEAD.original_register", places: 49...51),
                .init(name: "TITEM.status", places: 6...6), .init(name: "TITEM.item", places: 7...16),
                .init(name: "TITEM.quantity_sign", places: 17...17),
                .init(name: "TITEM.quantity", places: 18...29),
            ]
        }
        let input = """
            FHEAD202606101001
            THEAD05 202606101200000000000077SALE
            TITEMS4001      P000000000002
            TTAIL
            THEAD05 202606101215000000000078PVOID 000000007705
            TTAIL
            FTAIL
            """
        let reading = try Fixture.read(feed, Array(input.utf8))
        #expect(
            reading.keys == [
                "rtlog/1001/05/0000000077/20260610/1", "rtlog/1001/05/0000000078/20260610/0",
            ])
        #expect(reading.arrived[0].line.quantity?.description == "2")
        #expect(reading.arrived[1].line.refers.receipt == "0000000077")
    }

    @Test(arguments: [1, 2, 7, 64])
    func everyChunkGivesTheSame(_ chunk: Int) throws {
        let records = [Self.head, Self.sale, "x", Self.void, Self.tail]
        let whole = try Self.read(records)
        let reading = try Self.read(records, limits: .init(chunk: chunk))
        #expect(reading.arrived.map(\.line) == whole.arrived.map(\.line))
        #expect(reading.arrived.map(\.position.offset) == whole.arrived.map(\.position.offset))
        #expect(reading.reasons == whole.reasons)
    }
}
