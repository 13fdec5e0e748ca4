import Feeds
import Purchases
import Testing

/// Bad lines: each has its reason and place, and costs no other line.
struct QuarantineTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var line: String
        /// Nil: screened out.
        var reason: QuarantineReason?

        init(_ line: String, _ reason: QuarantineReason?) {
            self.line = line
            self.reason = reason
        }

        var testDescription: String { line }
    }

    static let good = "S1;1;7;1;2026-06-10T12:00:00;4001;1;ok;L1"

    static let examples: [Example] = [
        .init(";1;7;1;2026-06-10T12:00:00;4001;1;;", .missingStore),
        .init("S1; ;7;1;2026-06-10T12:00:00;4001;1;;", .missingTill),
        .init("S1;1;;1;2026-06-10T12:00:00;4001;1;;", .missingReceipt),
        .init("S1;1;7;\t;2026-06-10T12:00:00;4001;1;;", .missingLine),
        .init("S1;1;7;1;;4001;1;;", .missingTime),
        .init("S1;1;7;1;10.06.2026;4001;1;;", .badTime),
        .init("S1;1;7;1;2026-02-30T12:00:00;4001;1;;", .badTime),
        .init("S1;1;7;1;2026-06-10T12:00:00;4001;;;", .missingQuantity),
        .init("S1;1;7;1;2026-06-10T12:00:00;4001;one;;", .badQuantity),
        .init("S1;1;7;1;2026-06-10T12:00:00;4001;1,5;;", .badQuantity),
        .init("S1;1;7;1;2026-06-10T12:00:00;4001;1;a;b;c", .tooManyCells),
        .init("S1;1;7;1;2026-06-10T12:00:00", .tooFewCells),
        .init(
            "S1;1;7;1;2026-06-10T12:00:00;\"4001\";1;\"\(String(repeating: "x", count: 70_000))\";",
            .cellTooLong),
        .init(
            "S1;1;7;1;2026-06-10T12:00:00;4001;1;\(String(repeating: "x", count: 1_100_000));", .lineTooLong),
        .init(
            "S1;1;7;1;2026-06-10T12:00:00;4001;1;\(String(repeating: "x", count: 3_000_000));", .lineTooLong),
        .init("S1;1;7;1;2026-06-10T12:00:00;4001;1;\"open;", .notDecodable),
        // Not watched: screened out whatever else is wrong.
        .init(";;;;;4002;x;a;b;c", nil),
        .init("S1;1;7;1;2026-06-10T12:00:00;4002;1;\(String(repeating: "x", count: 1_100_000));", nil),
        .init("S1;1;7;1;2026-06-10T12:00:00;4002;1;\"open;", nil),
        .init("S1;1;7;1;2026-06-10T12:00:00;;1;;", nil),
        .init("S1;1;7;1;2026-06-10T12:00:00;\(String(repeating: "9", count: 70_000));1;;", nil),
    ]

    @Test(arguments: examples)
    func costsItselfOnly(_ example: Example) throws {
        let input = "\(Fixture.header)\(Self.good)\n\(example.line)\r\n\(Self.good)\n"
        let reading = try Fixture.read(Fixture.csv, input)
        #expect(reading.read == 3)
        #expect(reading.arrived.count == 2)
        #expect(reading.arrived.map(\.position.line) == [2, 4])
        if let reason = example.reason {
            #expect(reading.reasons == [reason])
            let position = reading.quarantined.first?.position
            #expect(position?.line == 3)
            #expect(position?.offset == Int64(Fixture.header.utf8.count + Self.good.utf8.count + 1))
        } else {
            #expect(reading.screened == 1)
            #expect(reading.quarantined.isEmpty)
        }
    }

    @Test func emptyCellsBeyondTheHeaderAreNone() throws {
        let reading = try Fixture.read(Fixture.csv, Fixture.header + Self.good + ";; \n")
        #expect(reading.arrived.count == 1)
    }

    @Test func cellsThatNobodyNeedsMayBeLeftOut() throws {
        let reading = try Fixture.read(Fixture.csv, Fixture.header + "S1;1;7;1;2026-06-10T12:00:00;4001;1\n")
        #expect(reading.arrived.count == 1)
        #expect(reading.arrived.first?.line.tokens == [])
    }

    @Test(arguments: [
        ("S1;1;7;1;2026-06-10T12:00:00;4001;1", true), ("S1;1;7;1;2026-06-10T12:0", true),
        ("S1;1;7;1;2026-06-10T12:00:00;40", true), ("S1;1;7;1;2026-06-10T12:00:00;4002;1", false),
        ("S1;1;7;1;2026-06-10T12:00:00;4001;1;\"abc", true),
    ])
    func aCutLastLineIsSaidToBeCut(_ line: String, _ passes: Bool) throws {
        let reading = try Fixture.read(Fixture.csv, Fixture.header + Self.good + "\n" + line)
        #expect(reading.reasons == (passes ? [.cutOff] : []))
        #expect(reading.screened == (passes ? 0 : 1))
        #expect(reading.arrived.count == 1)
    }

    @Test func aWholeLastLineWithoutLineEndIsALine() throws {
        #expect(try Fixture.read(Fixture.csv, Fixture.header + Self.good).arrived.count == 1)
    }

    @Test func nothingRawIsShown() throws {
        let line = "S1;1;7;1;2026-06-10T12:00:00;4001;x;paid by 4111 1111-1111 1111 twice;LOYAL-77"
        let reading = try Fixture.read(Fixture.csv, Fixture.header + line + "\n")
        let fields = try #require(reading.quarantined.first?.fields)
        #expect(
            fields.map(\.name.string)
                == [
                    "store", "till", "receipt", "line", "time", "product", "quantity", "description",
                    "loyalty",
                ])
        let shown = fields.map(\.value.string)
        #expect(shown[7] == "paid by [card number] twice")
        #expect(reading.masked == 1)
        #expect(shown[8] == Pseudonyms(key: Fixture.key)(kind: "loyalty", value: "LOYAL-77").string)
    }

    @Test func aLineWithoutAKnownKindIsQuarantinedAndAnIgnoredOneIsNot() throws {
        let feed =
            Fixture.csv
            + "\nkinds: {column: text, sale: [S], void: [V], return: [R], ignore: [T]}\nnegative: quarantine\n"
            .replacing(", description: text", with: "")
        let cells = "S1;1;7;1;2026-06-10T12:00:00;"
        let rows = [
            "4001;1;S;", "4001;1;?;", "4001;1;;", "4001;1;T;", ";1;V;", ";;R;", ";1;S;", ";1;?;",
            "4001;-1;S;", "4001;-1;R;",
        ]
        let reading = try Fixture.read(feed, Fixture.header + rows.map { cells + $0 + "\n" }.joined())
        #expect(reading.reasons == [.unknownKind, .unknownKind, .negativeQuantity])
        #expect(reading.screened == 3)
        #expect(reading.arrived.map(\.line.kind) == [.sale, .void, .return, .return])
        #expect(reading.arrived.map(\.line.quantity?.description) == ["1", "1", nil, "1"])
    }
}
