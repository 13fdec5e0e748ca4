import Purchases

/// What is known of a till.
struct TillHealth: Codable, Sendable, Hashable {
    /// Series of numbers that are told apart.
    static let seriesMax = 4

    var rhythm = PartRhythm()
    var clock = ClockWatch()
    var lines = DayCount()
    var lastLine: EventTime?
    private(set) var series: [String: SequenceWatch] = [:]

    mutating func take(_ sight: ReceiptSight, now: EventTime, _ settings: HealthSettings) {
        clock.take(sight.time, now: now, settings)
        guard let number = ReceiptNumber(sight.receipt) else { return }
        if series[number.series] != nil {
            series[number.series]?.take(number.number, sight, now: now)
        } else if series.count < Self.seriesMax {
            series[number.series] = SequenceWatch(number.number, sight)
        }
    }

    var missing: Int64 { series.values.reduce(0) { $0 + $1.missing } }
    var isWaiting: Bool { series.values.contains { !$0.gaps.isEmpty } }

    /// Looks for numbers that should have come; true where some were given up.
    mutating func look(now: EventTime, _ settings: HealthSettings) -> Bool {
        var hasExpired = false
        for name in series.keys where series[name]?.look(now: now, settings) == true { hasExpired = true }
        return hasExpired
    }

    /// The first gap that was told, for people.
    var gapText: String? {
        let told = series.sorted { $0.key < $1.key }.compactMap { name, watch in
            watch.firstTold.map { (name, $0) }
        }
        guard let (name, gap) = told.first else { return nil }
        let numbers = gap.from == gap.to ? "\(name)\(gap.from)" : "\(name)\(gap.from) to \(name)\(gap.to)"
        return missing == gap.count ? numbers : "\(numbers) first"
    }
}

/// What is known of a store, but for its tills.
struct StoreHealth: Codable, Sendable, Hashable {
    var rhythm = PartRhythm()
    /// Receipts that name no buyer.
    var tokenless = ShareWatch()
    var lines = DayCount()
    var lastLine: EventTime?
}

/// What is known of a source, but for its stores.
struct SourceHealth: Codable, Sendable, Hashable {
    var isFolder = false
    var rhythm = SourceRhythm()
    var unreadable = ShareWatch()
    var unknown = ShareWatch()
    var lines = DayCount()
    /// When the last lines came.
    var lastLine: EventTime?
    /// The latest time of a line.
    var newest: EventTime?
    /// Lines of tills beyond the bound.
    var beyond = 0
}

/// A source with its stores and tills.
struct SourceTree: Sendable {
    struct Store: Sendable {
        var health = StoreHealth()
        var tills: [ExactText: TillHealth] = [:]
    }

    var health = SourceHealth()
    var stores: [ExactText: Store] = [:]
}
