import Catalogue
import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

/// Units, signs, zones, business days and corrections, as lines are decoded.
struct ValuesTests {
    static let csv = """
        feed: shop
        format: csv
        timezone: America/New_York
        fields: {store: store, till: till, receipt: receipt, line: line, time: time, product: product, quantity: quantity,
                 amount: amount, unit: unit, zone: zone}

        """
    static let header = "store,till,receipt,line,time,product,quantity,amount,unit,zone,state\n"

    /// One line of a product that has 250 g, read by a feed file with further keys.
    static func read(
        _ keys: String = "", time: String = "2026-06-10T12:00:00", product: String = "4001",
        quantity: String = "1",
        amount: String = "1", unit: String = "", zone: String = "", state: String = "", feed: String = csv,
        journalled: JournalledKeys? = nil
    ) throws -> Reading {
        let row = "S1,1,7,1,\(time),\(product),\(quantity),\(amount),\(unit),\(zone),\(state)\n"
        return try read(keys, header + row, feed: feed, journalled: journalled)
    }

    static func read(
        _ keys: String, _ input: String, feed: String = csv, journalled: JournalledKeys? = nil
    ) throws -> Reading {
        let row = ProductRow(
            substance: "7647-14-5", concentration: ExactDecimal(5), netMass: ExactDecimal(250), netVolume: nil
        )
        let catalogue = ProductCatalogue(rows: ["4001": [row]], version: "v")
        let folder = try Folder()
        let reader = try FeedReader(
            feed: Fixture.feed(feed + keys), source: folder.write("input", Array(input.utf8)),
            screen: WatchedProducts(catalogue), catalogue: catalogue,
            pseudonyms: Pseudonyms(key: Fixture.key),
            journalled: journalled)
        var reading = Reading()
        var batch = DecodedBatch()
        while try reader.next(into: &batch, lines: 100) {
            reading.read += batch.read
            reading.screened += batch.screened
            reading.arrived += batch.arrived
            reading.quarantined += batch.quarantined
        }
        return reading
    }

    @Test(arguments: [
        ("0.5", "KG", "2"), ("0.5", "kg", "2"), ("125", "GRM", "0.5"), ("1", "lb", "1.814369"),
        ("3", "EA", "3"),
        ("3", "", "3"), ("-0.5", "Kilo", "2"), ("0.000001", "mg", "0"), ("0.001", "kg", "0.004"),
        ("2", "box", "2"),
    ])
    func weighedGoodsAreUnitsOfTheProduct(_ quantity: String, _ unit: String, _ units: String) throws {
        let reading = try Self.read("units: {kg: Kilo, piece: box}", quantity: quantity, unit: unit)
        #expect(reading.arrived.map { $0.line.quantity?.description } == [units], "\(reading.quarantined)")
    }

    @Test(arguments: [("l", "volume"), ("stone", "`units`"), ("KGX", "`units`")])
    func unitsThatDoNotFitAreQuarantined(_ unit: String, _ says: String) throws {
        let reading = try Self.read(unit: unit)
        #expect(reading.reasons == [.badQuantity])
        #expect(reading.quarantined[0].detail.contains(says))
    }

    @Test func signsOfAmountsMakeReturns() throws {
        #expect(try Self.read(amount: "-2").arrived[0].line.kind == .sale)
        let reading = try Self.read("negative_amount: true", amount: "($2.00)")
        #expect(reading.arrived[0].line.kind == .return)
        #expect(reading.arrived[0].line.quantity == ExactDecimal(1))
        #expect(reading.arrived[0].line.amount == ExactDecimal(-2))
        let void = try Self.read("negative_amount: true\nnegative: void", amount: "2.00-")
        #expect(void.arrived[0].line.kind == .void)
        #expect(
            try Self.read("negative_amount: true\nnegative: quarantine", amount: "-2").reasons == [
                .negativeQuantity
            ])
    }

    @Test(arguments: [
        ("2026-06-10T12:00:00", "", "", "2026-06-10T16:00:00Z"),
        ("2026-06-10T12:00:00", "Pacific Time (US & Canada)", "", "2026-06-10T19:00:00Z"),
        ("2026-06-10T12:00:00", "W. Europe Standard Time", "", "2026-06-10T10:00:00Z"),
        ("2026-06-10T12:00:00", "Europe/Lisbon", "", "2026-06-10T11:00:00Z"),
        ("2026-06-10T12:00:00+02:00", "", "", "2026-06-10T10:00:00Z"),
        ("2026-06-10T12:00:00+02:00", "", "trust_offset: false", "2026-06-10T16:00:00Z"),
        ("2016-08-22T15:21:49.4509505+01:00", "", "", "2016-08-22T14:21:49.45095Z"),
        // Twice on the clocks, and never.
        ("2026-11-01T01:30:00", "", "", "2026-11-01T05:30:00Z"),
        ("2026-03-08T02:30:00", "", "", "2026-03-08T07:30:00Z"),
        ("1782000000123", "", "time_format: epoch_ms", "2026-06-21T00:00:00.123Z"),
        ("-1", "", "time_format: epoch_ms", "1969-12-31T23:59:59.999Z"),
        ("1782000000.5", "UTC", "time_format: epoch_s", "2026-06-21T00:00:00.5Z"),
        ("6/10/26 12:05 AM", "", "time_format: ['%Y-%m-%d', '%m/%d/%y %I:%M %p']", "2026-06-10T04:05:00Z"),
    ])
    func timesAreInstants(_ time: String, _ zone: String, _ keys: String, _ instant: String) throws {
        let reading = try Self.read(keys, time: time, zone: zone)
        #expect(reading.arrived.map(\.line.time.description) == [instant], "\(reading.quarantined)")
    }

    @Test(arguments: [
        ("2026-06-10T12:00:00", "EST", ""), ("2026-06-10T12:00:00", "Mars/Olympus", ""),
        ("1e12", "", "time_format: epoch_ms"), ("", "", ""),
        ("1234567890123456", "", "time_format: epoch_ms"),
        ("999999999999999", "", "time_format: epoch_s"), ("1.", "", "time_format: epoch_s"),
    ])
    func whatIsNoTimeIsQuarantined(_ time: String, _ zone: String, _ keys: String) throws {
        let reading = try Self.read(keys, time: time, zone: zone)
        #expect(reading.reasons == [time.isEmpty ? .missingTime : .badTime])
    }

    @Test func aTimeMayStandInSeveralColumns() throws {
        let feed = Self.csv.replacing("time: time", with: "time: [time, state]")
        let reading = try Self.read(time: "2026-06-10", state: "12:00:00", feed: feed)
        #expect(reading.arrived.map(\.line.time.description) == ["2026-06-10T16:00:00Z"])
        #expect(try Self.read(time: "2026-06-10", feed: feed).reasons == [.badTime])
    }

    @Test(arguments: [
        ("03:59:59", "2026-06-09"), ("04:00:00", "2026-06-10"), ("00:00:00", "2026-06-09"),
        ("23:59:59", "2026-06-10"),
    ])
    func businessDaysCloseInTheNight(_ clock: String, _ day: String) throws {
        let feed = Self.csv.replacing("unit: unit", with: "day: {closes: \"04:00\"}, unit: unit")
        let line = try Self.read(time: "2026-06-10T\(clock)", feed: feed).arrived[0].line
        #expect(line.businessDay == ExactText(day))
        #expect(line.key.text == ExactText("shop/S1/1/7/\(day)/1"))
    }

    @Test func markedLinesPassTheScreen() throws {
        let keys = "corrections: {column: state, is: [K]}"
        let marked = try Self.read(keys, product: "9", unit: "KG", state: "K")
        #expect(marked.arrived.map(\.isCorrection) == [true])
        #expect(marked.arrived[0].rows.isEmpty && marked.arrived[0].line.quantity == ExactDecimal(1))
        #expect(try Self.read(keys, product: "9", state: "L").screened == 1)
        #expect(try Self.read(keys, state: "L").arrived.map(\.isCorrection) == [false])
        // Marked, and without a time.
        #expect(try Self.read(keys, time: "", product: "9", state: "K").reasons == [.missingTime])
        #expect(try Self.read(product: "9", state: "K").screened == 1)
    }

    @Test func linesAboveTheFirstRevisionPassTheScreen() throws {
        let feed = Self.csv.replacing("unit: unit", with: "revision: state, unit: unit")
        for (state, count) in [("1", 0), ("2", 1), ("", 0), ("x", 0)] {
            #expect(
                try Self.read("corrections: any", product: "9", state: state, feed: feed).arrived.count
                    == count)
        }
        #expect(
            try Self.read("corrections: any\nfirst_revision: 2", product: "9", state: "2", feed: feed)
                .screened == 1)
    }

    @Test(arguments: ["", "day: {closes: \"04:00\"}, "])
    func linesOfJournalledKeysPassTheScreen(_ day: String) throws {
        let feed = Self.csv.replacing("unit: unit", with: "\(day)unit: unit")
        let journalled = JournalledKeys(count: 10)
        #expect(
            try Self.read("corrections: any", product: "9", feed: feed, journalled: journalled).screened == 1)
        _ = try Self.read("corrections: any", feed: feed, journalled: journalled)
        let corrected = try Self.read("corrections: any", product: "9", feed: feed, journalled: journalled)
        #expect(corrected.arrived.map(\.isCorrection) == [true])
        // Within one input too.
        let rows = "S1,1,7,1,2026-06-10T12:00:00,4001,1,1,,,\nS1,1,7,1,2026-06-10T12:00:00,9,1,1,,,\n"
        let whole = try Self.read("corrections: any", Self.header + rows, feed: feed)
        #expect(whole.arrived.map(\.isCorrection) == [false, true])
    }

    /// What cannot be read of a line of another product is no correction, and no matter.
    @Test func brokenLinesOfOtherProductsAreScreenedOut() throws {
        let rows =
            "S1,1,7,1,2026-06-10T12:00:00,9,1,1,,,K,more\nS1,1,7,1,2026-06-10T12:00:00,4001,1,1,,,K,more\n"
        let reading = try Self.read("corrections: any", Self.header + rows)
        #expect(reading.screened == 1 && reading.reasons == [.tooManyCells])
    }

    @Test func theFilterForgetsNoKey() {
        let keys = (0..<20_000).map { LineKey(receiptParts: ["shop", "S1", "1", "\($0)"], line: "1") }
        let filter = JournalledKeys(count: 20_000)
        for key in keys.prefix(10_000) { filter.insert(key) }
        #expect(keys.prefix(10_000).allSatisfy { filter.mayHold($0) })
        #expect(keys.dropFirst(10_000).count { filter.mayHold($0) } < 400)
    }

    /// Weights, zones and epochs against Python's `decimal` and `zoneinfo`.
    @Test(.enabled(if: Python.isThere, "python3 is not there"))
    func randomLinesAreThoseOfPython() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let program = """
            import random
            from datetime import datetime, timedelta, timezone
            from decimal import Decimal, ROUND_HALF_UP
            from zoneinfo import ZoneInfo
            random.seed(\(seed))
            units = {"kg": Decimal(1000), "G": Decimal(1), "LB": Decimal("453.59237"), "": None}
            zones = {"Eastern Time (US & Canada)": "America/New_York", "Newfoundland Standard Time": "America/St_Johns",
                     "Europe/Lisbon": "Europe/Lisbon", "": "America/New_York"}
            for i in range(3000):
                quantity = Decimal(random.randrange(1, 10 ** 7)).scaleb(-random.choice([0, 3, 6]))
                unit = random.choice(list(units))
                pieces = quantity if units[unit] is None else (quantity * units[unit] / 250).quantize(
                    Decimal("0.000001"), ROUND_HALF_UP)
                zone = random.choice(list(zones))
                # Within changes of clocks every so often.
                start = random.choice([datetime(2026, 1, 1), datetime(2026, 3, 8), datetime(2026, 10, 25), datetime(2026, 11, 1)])
                local = start + timedelta(seconds=random.randrange(86400 * (300 if start.month == 1 else 1)))
                instant = local.replace(tzinfo=ZoneInfo(zones[zone]), fold=0).astimezone(timezone.utc)
                at = instant.astimezone(ZoneInfo(zones[zone]))
                day = at.date() - timedelta(days=1 if at.hour < 4 else 0)
                print(f"S1,1,{i},1,{local.isoformat()},4001,{quantity:f},1,{unit},{zone},")
                print(f"{instant.isoformat().replace('+00:00', 'Z')} {Decimal(pieces)} {day}")
            """
        let lines = try Python.run(program, input: "").split(separator: "\n")
        let feed = Self.csv.replacing("unit: unit", with: "day: {closes: \"04:00\"}, unit: unit")
        let input = stride(from: 0, to: lines.count, by: 2).map { String(lines[$0]) }.joined(separator: "\n")
        let reading = try Self.read("", Self.header + input + "\n", feed: feed)
        try #require(reading.arrived.count == 3000, "\(reading.quarantined.prefix(3)), seed \(seed)")
        for (index, arrived) in reading.arrived.enumerated() {
            let line = arrived.line
            let parts = lines[index * 2 + 1].split(separator: " ").map(String.init)
            let found = [
                line.time.description,
                line.quantity ?? .zero == ExactDecimal(parts[1]) ? parts[1] : "\(line.quantity ?? .zero)",
                line.businessDay?.string ?? "",
            ]
            #expect(found == parts, "\(lines[index * 2]), seed \(seed)")
        }
    }
}
