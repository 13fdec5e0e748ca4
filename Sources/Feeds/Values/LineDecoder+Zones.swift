import Purchases

/// Zones and business days.
extension LineDecoder {
    /// The zone of a line: its own, else its store's, else the feed's.
    func zone(_ store: ExactText, _ values: [String?]) throws(Refusal) -> String {
        guard let name = text(.zone, values) else { return feed.storeZones[store] ?? feed.timeZone }
        guard let zone = ZoneNames.identifier(name.string) else {
            throw Refusal(
                reason: .badTime,
                detail: "the line's time zone is no name that is known; map no `zone`, or correct it")
        }
        return zone
    }

    /// The day whose business a local time belongs to: the day before, until it closes, by the clock on the wall.
    func businessDay(_ local: LocalMoment, closes: Int64) -> ExactText {
        let isBefore = Int64(local.secondOfDay) < closes
        return ExactText(LocalDay(daysSinceEpoch: local.day.daysSinceEpoch - (isBefore ? 1 : 0)).description)
    }
}
