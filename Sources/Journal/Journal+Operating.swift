import Foundation
import GRDB
import Purchases

/// Which deliveries an operator means; all that is given must hold.
package struct DeliverySelection: Sendable, Hashable {
    package var endpoint: String?
    /// Empty: any.
    package var states: Set<OutboxEntry.State>
    /// Ids of events; empty: any.
    package var events: [String]
    /// When the events were recorded, from the first to before the last.
    package var from: EventTime?
    package var to: EventTime?

    package init(
        endpoint: String? = nil, states: Set<OutboxEntry.State> = [], events: [String] = [],
        from: EventTime? = nil, to: EventTime? = nil
    ) {
        self.endpoint = endpoint
        self.states = states
        self.events = events
        self.from = from
        self.to = to
    }
}

/// What operators change about deliveries; the service that runs sees it at its next look.
extension Journal {
    /// Has deliveries tried again at once, with their whole schedule before them and the same ids.
    ///
    /// - Returns: how many.
    package func retry(_ selection: DeliverySelection) throws -> Int {
        try change(
            selection,
            set: "state = 'waiting', attempts = 0, next_micros = NULL")
    }

    /// Gives deliveries up that were not made; they stay in the outbox, with the reason.
    ///
    /// - Returns: how many.
    package func drop(_ selection: DeliverySelection, reason: String) throws -> Int {
        try change(selection, set: "state = 'dropped', next_micros = NULL, last_error = ?", [reason])
    }

    private func change(
        _ selection: DeliverySelection, set: String, _ values: [any DatabaseValueConvertible] = []
    ) throws -> Int {
        try writing { db in
            let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
            let ids = ["outbox": "event.subject || '-' || event.revision", "feed_outbox": "event.id"]
            var count = 0
            for (table, id) in ids.sorted(by: { $0.key < $1.key }) {
                let events = table == "outbox" ? "event" : "feed_event"
                let (filter, arguments) = filter(selection, id: id, hasTime: table == "outbox")
                guard let filter else { continue }
                try db.execute(
                    sql: """
                        UPDATE \(table) SET \(set), changed_micros = ?
                        WHERE (endpoint, sequence) IN (
                            SELECT sending.endpoint, sending.sequence FROM \(table) AS sending
                            JOIN \(events) AS event ON event.sequence = sending.sequence
                            WHERE \(filter))
                        """, arguments: StatementArguments(values) + [now] + arguments)
                count += db.changesCount
            }
            return count
        }
    }

    /// - Returns: nil where nothing can be meant.
    private func filter(
        _ selection: DeliverySelection, id: String, hasTime: Bool
    ) -> (String?, StatementArguments) {
        var parts = ["1"]
        var arguments: StatementArguments = []
        if let endpoint = selection.endpoint {
            parts.append("sending.endpoint = ?")
            arguments += [endpoint]
        }
        func oneOf(_ column: String, _ values: [String]) {
            guard !values.isEmpty else { return }
            parts.append("\(column) IN (\(values.map { _ in "?" }.joined(separator: ", ")))")
            arguments += StatementArguments(values)
        }
        oneOf("sending.state", selection.states.map(\.rawValue).sorted())
        oneOf(id, selection.events)
        for (time, comparison) in [(selection.from, ">="), (selection.to, "<")] {
            guard let time else { continue }
            guard hasTime else { return (nil, []) }
            parts.append("event.recorded_micros \(comparison) ?")
            arguments += [time.microseconds]
        }
        return (parts.joined(separator: " AND "), arguments)
    }

    /// The state of an endpoint; nil when no event was ever for it.
    package func endpoint(named name: String) throws -> EndpointRecord? {
        try endpoints().first { $0.name == name }
    }
}
