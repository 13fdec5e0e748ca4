import Purchases
import Testing

@Suite struct EventTimeTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"),
        (1_500_000, "1970-01-01T00:00:01.5Z"), (951_782_400_000_000, "2000-02-29T00:00:00Z"),
        (253_402_300_799_000_000, "9999-12-31T23:59:59Z"),
    ])
    func writesAndReadsTimes(microseconds: Int64, text: String) {
        let time = EventTime(microseconds: microseconds)
        #expect(time.description == text)
        #expect(EventTime(rfc3339: text) == time)
    }

    @Test(arguments: [
        "", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T00:00:00+00:00", "1970-01-01 00:00:00Z",
        "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z", "1970-02-29T00:00:00Z",
        "1970-01-01T00:00:00.1234567Z", "1970-01-01T00:00:00.Z",
        "1970-01-01T00:00:00.1xZ", "1970-13-01T00:00:00Z",
    ])
    func readsNothingElse(text: String) {
        #expect(EventTime(rfc3339: text) == nil)
    }
}

@Suite struct LocalDayTests {
    /// Every day of the calendar follows the one before it, and every 97th is written and read back.
    @Test func daysFollowEachOther() {
        var expected = Int32(-719_162)
        var wrong: [String] = []
        for year in 1...9999 {
            let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            for (index, length) in lengths.enumerated() {
                for day in 1...length {
                    let found = LocalDay(year: year, month: index + 1, day: day)
                    if found?.daysSinceEpoch != expected { wrong.append("\(year)-\(index + 1)-\(day)") }
                    if expected % 97 == 0, let found, LocalDay(iso: found.description) != found {
                        wrong.append(found.description)
                    }
                    expected += 1
                }
                if LocalDay(year: year, month: index + 1, day: length + 1) != nil {
                    wrong.append("\(year)-\(index + 1) is too long")
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    @Test func weekdaysAreThoseOfTheCalendar() {
        #expect(LocalDay(daysSinceEpoch: 0).weekday == 3)
        #expect(LocalDay(daysSinceEpoch: -1).weekday == 2)
        #expect(LocalDay(iso: "2026-11-24")?.weekday == 1)
    }
}
