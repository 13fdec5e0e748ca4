import Dispatch
import Figures
import Health
import Journal
import Purchases
import Synchronization

/// What a service has done since it started, for Prometheus. Changed by the thread that reads, asked for by any.
package final class ServiceFigures: Sendable {
    private struct Source {
        var read = 0
        var screened = 0
        var quarantined = 0
        var journalled = 0
        var older = 0
        var closed = 0
        var lastArrival: EventTime?
        var newest: EventTime?
        var lag: Double?
    }

    private struct EventKind: Hashable {
        var change: String
        var level: String
    }

    private struct State {
        var sources: [String: Source]
        var events: [EventKind: Int] = [:]
        var diskIsFull = false
        var retained: EventTime?
        var hasBegun = false
        /// Nil where health is not watched.
        var findings: [HealthFinding.Kind: Int]?
    }

    private let state: Mutex<State>
    private let journal: Journal
    private let version: String
    /// The outboxes are counted here, one after the other, and not on the cooperative pool.
    private let disk = DispatchQueue(label: "tillwatch.figures.disk")

    /// - Parameter sources: their names; all are there from the beginning, with zeros.
    package init(sources: [String], journal: Journal, version: String) {
        self.journal = journal
        self.version = version
        let empty = sources.map { ($0, Source()) }
        state = Mutex(State(sources: Dictionary(empty) { first, _ in first }))
    }

    /// Counts a batch that is committed.
    ///
    /// - Parameters:
    ///   - newest: the latest time of its lines.
    ///   - findings: those that are open by now.
    func count(
        _ source: String, _ before: ScanTotals, _ after: ScanTotals, events: [AlertEvent], newest: EventTime?,
        now: EventTime
    ) {
        state.withLock { state in
            var figures = state.sources[source] ?? Source()
            figures.read += after.read - before.read
            figures.screened += after.screened - before.screened
            figures.quarantined += after.quarantined - before.quarantined
            figures.journalled += after.journalled - before.journalled
            figures.older += after.older - before.older
            figures.closed += after.closed - before.closed
            figures.lastArrival = now
            if let newest { figures.lag = Double(now.microseconds - newest.microseconds) / 1_000_000 }
            if let newest { figures.newest = max(figures.newest ?? newest, newest) }
            state.sources[source] = figures
        }
        count(events)
    }

    func count(_ events: [AlertEvent]) {
        state.withLock { state in
            for event in events {
                let change = event.type.rawValue.split(separator: ".").last.map(String.init) ?? ""
                state.events[EventKind(change: change, level: event.data.level), default: 0] += 1
            }
        }
    }

    func set(findings: [HealthFinding.Kind: Int]) { state.withLock { $0.findings = findings } }

    /// What was kept for long enough was deleted.
    func retained(at time: EventTime) { state.withLock { $0.retained = time } }

    /// The journal was replayed, and the sources are read.
    func begun() { state.withLock { $0.hasBegun = true } }

    /// Whether lines are read.
    package var isReading: Bool { state.withLock { $0.hasBegun && !$0.diskIsFull } }

    func set(diskIsFull: Bool) { state.withLock { $0.diskIsFull = diskIsFull } }

    /// The figures of the moment; what cannot be read of the journal is left out.
    package func families() async -> [MetricFamily] {
        let outboxes = await withCheckedContinuation { continuation in
            disk.async {
                let routing = self.journal.routing
                let alerts = routing.endpoints.map {
                    OutboxFigures("alerts", $0, EndpointOutbox.alerts(self.journal, for: $0))
                }
                let feeds = routing.feedEndpoints.map {
                    OutboxFigures("feeds", $0, EndpointOutbox.feeds(self.journal, for: $0))
                }
                continuation.resume(returning: alerts + feeds)
            }
        }
        return state.withLock { state in lines(state) + rest(state, outboxes) }
    }

    private func lines(_ state: State) -> [MetricFamily] {
        let sources = state.sources.sorted { $0.key < $1.key }
        func family(
            _ name: String, _ kind: MetricFamily.Kind, _ help: String, _ value: (Source) -> Double?
        ) -> MetricFamily {
            MetricFamily(
                "tillwatch_" + name, kind, help,
                sources.compactMap { source in
                    value(source.value).map { MetricFamily.Sample([.init("source", source.key)], $0) }
                })
        }
        func seconds(_ time: EventTime?) -> Double? { time.map { Double($0.microseconds) / 1_000_000 } }
        return [
            family("lines_read_total", .counter, "Lines read.") { Double($0.read) },
            family("lines_screened_total", .counter, "Lines of products that are not watched.") {
                Double($0.screened)
            },
            family("lines_quarantined_total", .counter, "Lines that passed the screen and cannot be used.") {
                Double($0.quarantined)
            },
            family("lines_journalled_total", .counter, "Lines in the journal, known ones included.") {
                Double($0.journalled)
            },
            family(
                "lines_older_than_kept_total", .counter,
                "Lines older than those that were deleted: counted as journalled, not stored."
            ) { Double($0.older) },
            family(
                "lines_closed_total", .counter, "Lines for closed moments: journalled, not judged."
            ) { Double($0.closed) },
            family("source_last_arrival_timestamp_seconds", .gauge, "When the last lines came.") {
                seconds($0.lastArrival)
            },
            family(
                "source_lag_seconds", .gauge,
                "How long after its own time the newest of the lines came that came last."
            ) { $0.lag },
            family("source_newest_line_timestamp_seconds", .gauge, "The latest time of a line that came.") {
                seconds($0.newest)
            },
        ]
    }

    private func rest(_ state: State, _ outboxes: [OutboxFigures]) -> [MetricFamily] {
        let events = state.events.sorted { ($0.key.change, $0.key.level) < ($1.key.change, $1.key.level) }
        let findings = (state.findings ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }
        return [
            MetricFamily(
                "tillwatch_alert_events_total", .counter, "Events about alerts that were committed.",
                events.map { kind, count in
                    .init([.init("change", kind.change), .init("level", kind.level)], Double(count))
                }),
            MetricFamily(
                "tillwatch_outbox_events", .gauge, "Events by what became of their delivery.",
                outboxes.flatMap(\.states)),
            MetricFamily(
                "tillwatch_outbox_oldest_age_seconds", .gauge,
                "How long the event has waited that waits longest to be delivered; 0 where none does.",
                outboxes.flatMap(\.age)),
            MetricFamily(
                "tillwatch_feed_findings", .gauge, "Findings about feeds that are open.",
                findings.map { kind, count in .init([.init("kind", kind.rawValue)], Double(count)) }),
            MetricFamily(
                "tillwatch_journal_disk_full", .gauge,
                "1 while nothing is read because the journal's disk is full.",
                [.init([], state.diskIsFull ? 1 : 0)]),
            MetricFamily(
                "tillwatch_retention_last_timestamp_seconds", .gauge,
                "When what is old was last deleted; absent while nothing is.",
                state.retained.map { [.init([], Double($0.microseconds) / 1_000_000)] } ?? []),
            MetricFamily(
                "tillwatch_build_info", .gauge, "The program that answers; always 1.",
                [.init([.init("version", version)], 1)]),
        ]
    }
}
