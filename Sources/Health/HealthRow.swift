import Purchases

/// A source, a store or a till as it is now, for people and programs.
package struct HealthRow: Sendable, Hashable, Encodable {
    package var source: String
    /// Nil where it is of the source as a whole.
    package var store: ExactText?
    /// Nil where it is of the store as a whole.
    package var till: ExactText?
    /// When its last lines came.
    package var lastLine: EventTime?
    /// The latest time of a line; of sources.
    package var newest: EventTime?
    /// Lines of the day (UTC), and of a usual one.
    package var today: Int
    package var usual: Int?
    /// Hours (UTC) in which its lines usually come; of sources.
    package var hours: String?
    /// Shares as they are, else as they were: of lines that cannot be read and of unknown products for sources, of
    /// receipts that name nobody for stores.
    package var unreadable: Double?
    package var unknown: Double?
    package var tokenless: Double?
    /// Lines of tills beyond those that are told apart; of sources.
    package var beyond: Int?
}

extension FeedHealth {
    /// All that is known, sources before their stores, stores before their tills, each in order of its name.
    package func rows(now: EventTime) -> [HealthRow] {
        sources.sorted { $0.key < $1.key }.flatMap { source, tree -> [HealthRow] in
            let health = tree.health
            var row = HealthRow(source: source, today: health.lines.today(now), usual: health.lines.usual)
            row.lastLine = health.lastLine
            row.newest = health.newest
            row.hours = health.rhythm.usualHours(at: now.hour)
            row.unreadable = health.unreadable.share ?? health.unreadable.usual
            row.unknown = health.unknown.share ?? health.unknown.usual
            row.beyond = health.beyond > 0 ? health.beyond : nil
            let stores = tree.stores.sorted { $0.key < $1.key }
            return [row] + stores.flatMap { rows(of: $0.key, $0.value, source, now) }
        }
    }

    private func rows(
        of name: ExactText, _ store: SourceTree.Store, _ source: String, _ now: EventTime
    ) -> [HealthRow] {
        let health = store.health
        var row = HealthRow(
            source: source, store: name, today: health.lines.today(now), usual: health.lines.usual)
        row.lastLine = health.lastLine
        row.tokenless = health.tokenless.share ?? health.tokenless.usual
        let tills = store.tills.sorted { $0.key < $1.key }
        return [row]
            + tills.map { till, health in
                var row = HealthRow(
                    source: source, store: name, till: till, today: health.lines.today(now),
                    usual: health.lines.usual)
                row.lastLine = health.lastLine
                return row
            }
    }
}
