import Pipeline
import Purchases

/// Alerts counted by level, store and week.
package struct AlertTally: Sendable, Encodable {
    /// Alerts of one level; a name that several packs use is counted once.
    package struct Level: Sendable, Encodable, Hashable {
        package var level: String
        package var alerts: Int
    }

    package struct Store: Sendable, Encodable, Hashable {
        package var store: ExactText
        package var alerts: Int
        /// In order of threshold; every level is there.
        package var levels: [Level]
    }

    package struct WeekCount: Sendable, Encodable, Hashable {
        package var week: Week
        /// Its Monday.
        package var from: LocalDay
        package var alerts: Int
        package var levels: [Level]
    }

    /// A store in a week.
    package struct Cell: Sendable, Encodable, Hashable {
        package var store: ExactText
        package var week: Week
        package var alerts: Int
    }

    package var alerts: Int
    package var levels: [Level]
    /// Those with an alert, the most first.
    package var stores: [Store]
    /// Those with an alert, in order of time.
    package var weeks: [WeekCount]
    /// Stores and weeks with an alert, the most first, then in order of time and store.
    package var cells: [Cell]

    enum CodingKeys: String, CodingKey {
        case alerts
        case levels = "by_level"
        case stores = "by_store"
        case weeks = "by_week"
        case cells = "by_store_and_week"
    }

    /// - Parameter levels: names of levels, the lowest first.
    package init(_ alerts: [StandingAlert], places: AlertPlaces, levels names: [String]) {
        self.alerts = alerts.count
        levels = Self.levels(alerts, names)
        var byStore: [ExactText: [StandingAlert]] = [:]
        var byWeek: [Week: [StandingAlert]] = [:]
        var cells: [[ExactText]: Cell] = [:]
        for alert in alerts {
            guard let place = places[alert] else { continue }
            byStore[place.store, default: []].append(alert)
            byWeek[place.week, default: []].append(alert)
            let key = [place.store, ExactText(place.week.description)]
            cells[key, default: Cell(store: place.store, week: place.week, alerts: 0)].alerts += 1
        }
        stores = byStore.map { Store(store: $0, alerts: $1.count, levels: Self.levels($1, names)) }
            .sorted { ($1.alerts, $0.store) < ($0.alerts, $1.store) }
        weeks = byWeek.sorted { $0.key < $1.key }.map {
            WeekCount(week: $0, from: $0.monday, alerts: $1.count, levels: Self.levels($1, names))
        }
        self.cells = cells.values.sorted { ($1.alerts, $0.week, $0.store) < ($0.alerts, $1.week, $1.store) }
    }

    static func levels(_ alerts: [StandingAlert], _ names: [String]) -> [Level] {
        var counts: [String: Int] = [:]
        for alert in alerts { counts[alert.data.level, default: 0] += 1 }
        return names.map { Level(level: $0, alerts: counts[$0] ?? 0) }
    }
}

/// How many alerts there are to read, and where there are more than somebody can.
package struct AlertBudget: Sendable, Encodable {
    /// Alerts for each store and week with a watched line, on average; four decimals. Nil without such a week.
    package var perStoreAndWeek: Double?
    /// The fullest stores and weeks.
    package var most: [AlertTally.Cell]
    /// What one store may have in one week; nil when nothing was said.
    package var limit: Int?
    /// Stores and weeks above it.
    package var exceeded: [AlertTally.Cell]

    enum CodingKeys: String, CodingKey {
        case perStoreAndWeek = "per_store_and_week"
        case most, limit, exceeded
    }

    package init(_ tally: AlertTally, past: PastSummary, limit: Int?) {
        let places = past.stores * past.weeks
        perStoreAndWeek = places > 0 ? rounded(Double(tally.alerts) / Double(places)) : nil
        most =
            tally.cells.first.map { first in
                Array(tally.cells.prefix { $0.alerts == first.alerts }.prefix(5))
            } ?? []
        self.limit = limit
        exceeded = limit.map { limit in Array(tally.cells.prefix { $0.alerts > limit }) } ?? []
    }
}

/// To four decimals, for shares and averages.
func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
