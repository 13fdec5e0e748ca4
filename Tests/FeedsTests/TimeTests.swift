import Feeds
import Foundation
import Purchases
import TestSupport
import Testing

struct TimeTests {
    @Test(arguments: [
        // Clocks back in Berlin on 25 October 2026: the first of two.
        ("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
        ("Europe/Berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
        // Clocks forward on 29 March 2026: the offset before the change.
        ("Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:30:00Z"),
        ("Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
        // An offset wins.
        ("Europe/Berlin", "2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z"),
        ("Europe/Berlin", "2026-10-25T02:30:00Z", "2026-10-25T02:30:00Z"),
        ("America/New_York", "2026-07-01 08:00", "2026-07-01T12:00:00Z"),
        ("Europe/Berlin", "2026-06-10T12:00:00.123456789", "2026-06-10T10:00:00.123456Z"),
        ("UTC", "1969-12-31T23:59:59.5", "1969-12-31T23:59:59.5Z"),
    ])
    func localTimesAreReadAtTheStore(_ zone: String, _ text: String, _ utc: String) throws {
        var table = try #require(ZoneTable(zone))
        let written = try #require(TimeFormat.iso8601.read(text))
        #expect(table.time(written).description == utc)
    }

    @Test(arguments: [
        "2026-06-10", "2026-06-10T", "2026-06-10T12", "2026-06-10T12:00:", "2026-06-10T12:00:00.",
        "2026-06-10T24:00",
        "2026-06-10T12:60", "2026-06-10T12:00:60", "2026-13-01T12:00", "2026-02-29T12:00", "2026-06-10t12:00",
        "2026-06-10T12:00:00z", "2026-06-10T12:00:00+1", "2026-06-10T12:00:00+24:00", "2026-06-10T12:00:00 Z",
        "26-06-10T12:00:00", "2026-6-10T12:00:00", "12026-06-10T12:00", "2026-06-10T12:00:00+01:0",
        "0000-01-01T00:00",
    ])
    func whatIsNoTimeIsNone(_ text: String) {
        #expect(TimeFormat.iso8601.read(text) == nil)
    }

    /// What tills write for never and for no time at all lies in the calendar of one zone and beyond that of UTC.
    @Test(arguments: [
        ("0001-01-01T00:00:00", "Europe/Berlin", false), ("0001-01-01T00:00:00", "America/New_York", true),
        ("9999-12-31T23:59:59", "America/New_York", false), ("9999-12-31T23:59:59", "UTC", true),
        ("9999-12-31T23:59:59-00:01", "UTC", false), ("9999-12-31T23:30:00Z", "Asia/Tokyo", false),
    ])
    func timesBeyondTheCalendarAreNone(_ time: String, _ zone: String, _ isOne: Bool) throws {
        let reading = try Fixture.read(
            Fixture.csv.replacing("Europe/Berlin", with: zone),
            Fixture.header + "S1;1;7;1;\(time);4001;1;;\n")
        #expect(reading.reasons == (isOne ? [] : [.badTime]))
        for arrived in reading.arrived {
            #expect(EventTime(rfc3339: arrived.line.time.description) == arrived.line.time)
        }
    }

    @Test func theDayAndTheNextMidnightAreTheStores() throws {
        var berlin = try #require(ZoneTable("Europe/Berlin"))
        let time = try #require(EventTime(rfc3339: "2026-10-24T22:30:00Z"))
        let moment = berlin.localMoment(time)
        #expect(moment.day.description == "2026-10-25")
        #expect(moment.secondOfDay == 1800)
        // The day has 25 hours.
        #expect(moment.nextMidnight.description == "2026-10-25T23:00:00Z")
        // In Beirut the clocks go from 23:59:59 to 01:00: the midnight that does not exist takes the offset before.
        var beirut = try #require(ZoneTable("Asia/Beirut"))
        let evening = try #require(EventTime(rfc3339: "2026-03-28T20:00:00Z"))
        #expect(beirut.localMoment(evening).nextMidnight.description == "2026-03-28T22:00:00Z")
    }

    @Test(.enabled(if: Python.isThere, "python3 is not there"))
    func zonesAgreeWithPython() throws {
        let zones = [
            "Europe/Berlin", "Europe/Lisbon", "Europe/London", "America/New_York", "America/St_Johns",
            "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Beirut", "America/Havana", "Pacific/Apia",
            "Africa/Cairo", "UTC",
        ]
        let program = """
            import sys
            from datetime import datetime, timedelta, timezone, time
            from zoneinfo import ZoneInfo
            for line in open(sys.argv[1]):
                name, seconds = line.split()
                zone = ZoneInfo(name)
                local = datetime(1970, 1, 1) + timedelta(seconds=int(seconds))
                utc = local.replace(tzinfo=zone).astimezone(timezone.utc)
                there = utc.astimezone(zone)
                tomorrow = datetime.combine(there.date() + timedelta(days=1), time(), tzinfo=zone).astimezone(timezone.utc)
                of_day = there.hour * 3600 + there.minute * 60 + there.second
                print(int(utc.timestamp()), there.date().isoformat(), of_day, int(tomorrow.timestamp()))
            """
        var cases: [(String, Int64)] = []
        for zone in zones {
            // Around every half hour of the days on which clocks change somewhere, and all over 2005 to 2036.
            for day in [
                "2026-03-27", "2026-03-29", "2026-10-25", "2026-11-01", "2026-03-08", "2026-04-05",
                "2026-10-04", "2011-12-30",
            ] {
                let start = Int64(try #require(LocalDay(iso: day)).daysSinceEpoch) * 86_400
                for step in 0..<96 { cases.append((zone, start - 3600 + Int64(step) * 1800)) }
            }
            for _ in 0..<200 { cases.append((zone, Int64.random(in: 1_104_537_600...2_082_758_400))) }
        }
        let answers = try Python.run(program, input: cases.map { "\($0.0) \($0.1)\n" }.joined()).split(
            separator: "\n")
        #expect(answers.count == cases.count)
        var tables: [String: ZoneTable] = [:]
        for ((zone, local), answer) in zip(cases, answers) {
            var table = try tables[zone] ?? #require(ZoneTable(zone))
            let utc = table.instant(local: local)
            let moment = table.localMoment(EventTime(microseconds: utc * 1_000_000))
            tables[zone] = table
            let next = moment.nextMidnight.microseconds / 1_000_000
            #expect("\(utc) \(moment.day) \(moment.secondOfDay) \(next)" == answer, "\(zone) \(local)")
        }
    }

    @Test func theVersionOfTheTimeZoneDataIsKnown() {
        #expect(timeZonesVersion.wholeMatch(of: /20[0-9]{2}[a-z]+/) != nil, "\(timeZonesVersion)")
    }
}

struct TimeLayoutTests {
    static let layouts = [
        "%d.%m.%Y %H:%M:%S", "%Y%m%d%H%M%S", "%m/%d/%Y %I:%M %p", "%d %b %Y %H:%M", "%B %d, %Y",
        "%y%j %H:%M:%S.%f",
        "%d/%m/%y", "%Y-%m-%dT%H:%M:%S%z", "%H:%M %% %d.%m.%Y",
    ]

    static let texts = [
        "10.06.2026 12:00:00", "1.6.2026 1:2:3", "31.02.2026 12:00:00", "10.06.2026  12:00:00",
        "10.06.26 12:00:00",
        "10.06.2026 24:00:00", "10.06.2026 12:00:60", "10.06.2026 12:00:00x", "20260610120000",
        "2026061012000", "202661012000",
        "6/10/2026 12:05 AM", "06/10/2026 12:05 pm", "6/10/2026 13:05 PM", "6/10/2026 1:05",
        "10 Jun 2026 12:00", "10 JUNE 2026 12:00",
        "june 10, 2026", "June 10,2026", "26161 12:00:00.5", "69001 00:00:00.123456",
        "68366 00:00:00.1234567", "25365 1:1:1.0", "10.06.2026 00:00:00",
        "10/06/68", "10/06/69", "2026-06-10T12:00:00+0200", "2026-06-10T12:00:00-03:30",
        "2026-06-10T12:00:00Z",
        "2026-06-10T12:00:00", "12:00 % 10.06.2026", "", " 1.06.2026 12:00:00", "00.06.2026 12:00:00",
    ]

    @Test(.enabled(if: Python.isThere, "python3 is not there"))
    func layoutsReadWhatPythonReads() throws {
        let program = """
            import json, sys
            from datetime import datetime, timedelta
            layouts, texts = json.load(open(sys.argv[1]))
            for layout in layouts:
                for text in texts:
                    try:
                        t = datetime.strptime(text, layout)
                        offset = "-" if t.tzinfo is None else int(t.utcoffset().total_seconds())
                        seconds = t.hour * 3600 + t.minute * 60 + t.second
                        print(t.date().isoformat(), seconds * 1000000 + t.microsecond, offset)
                    except ValueError:
                        print("none")
            """
        let input = String(decoding: try JSONEncoder().encode([Self.layouts, Self.texts]), as: UTF8.self)
        let answers = try Python.run(program, input: input).split(separator: "\n")
        var index = 0
        for layout in Self.layouts {
            let format = TimeFormat.layout(try TimeLayout(layout))
            for text in Self.texts {
                let read = format.read(text).map {
                    "\($0.day) \($0.microseconds) \($0.offset.map(String.init) ?? "-")"
                }
                // Python takes no more than six digits of a fraction; here the rest is cut.
                if !text.hasSuffix(".1234567") {
                    #expect(read ?? "none" == answers[index], "\(text) as \(layout)")
                }
                index += 1
            }
        }
        #expect(answers.count { $0 != "none" } > 20)
    }

    @Test(arguments: [
        "%d.%m. %H:%M", "%Y %H", "%Y-%m-%d %Q", "%Y-%m-%d %Y", "%Y-%m-%d %", "%Y-%m-%d %I:%M", "%m.%b.%d %Y",
    ])
    func layoutsThatCannotWorkAreRefused(_ layout: String) {
        #expect(throws: TimeLayout.Problem.self) { try TimeLayout(layout) }
    }

    /// Where Python goes on into the next year.
    @Test func aDayThatTheYearDoesNotHaveIsNone() throws {
        let layout = try TimeLayout("%Y %j")
        #expect(layout.read("2025 366") == nil)
        #expect(layout.read("2024 366")?.day.description == "2024-12-31")
    }
}
