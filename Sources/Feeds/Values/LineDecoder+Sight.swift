import Purchases

/// What a line tells of its feed.
extension LineDecoder {
    /// Store, till, receipt and time of a record, and whether it names a buyer; nil where one of the four is missing or
    /// cannot be read.
    mutating func sight(_ values: [String?], isUnknown: Bool) -> LineSight? {
        guard let store = text(.store, values), let till = text(.till, values),
            let receipt = text(.receipt, values), let written = try? time(values),
            let zone = try? zone(store, values)
        else { return nil }
        let (time, local) = moment(written, zone)
        guard time.isInCalendar else { return nil }
        let day = feed.dayCloses.map { businessDay(local, closes: $0) } ?? text(.day, values)
        return LineSight(
            store: store, till: till, receipt: receipt, time: time, day: day, hasToken: hasToken(values),
            isUnknown: isUnknown)
    }

    private func hasToken(_ values: [String?]) -> Bool {
        for (column, value) in zip(feed.columns, values) {
            guard case .token(let kind) = column.role, let value else { continue }
            if feed.placeholders[kind]?.contains(ExactText(value)) != true { return true }
        }
        return false
    }
}
