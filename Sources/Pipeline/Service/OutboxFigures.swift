import Figures
import Journal
import Purchases

/// What one endpoint's outbox holds, for Prometheus; nothing of what cannot be read. Blocks on the disk as it is made.
struct OutboxFigures: Sendable {
    private let labels: [MetricFamily.Label]
    private let counts: OutboxCounts?
    /// Seconds.
    private let oldest: Double?

    init(_ name: String, _ endpoint: String, _ outbox: EndpointOutbox) {
        labels = [.init("outbox", name), .init("endpoint", endpoint)]
        counts = try? outbox.outboxCounts()
        do {
            let since = try outbox.oldestWaiting()
            oldest =
                since.map { max(0, Double(EventTime.now.microseconds - $0.microseconds) / 1_000_000) } ?? 0
        } catch {
            oldest = nil
        }
    }

    var states: [MetricFamily.Sample] {
        guard let counts else { return [] }
        let states = [("waiting", counts.waiting), ("sent", counts.sent), ("refused", counts.refused)]
        return states.map { state, count in .init(labels + [.init("state", state)], Double(count)) }
    }

    var age: [MetricFamily.Sample] { oldest.map { [.init(labels, $0)] } ?? [] }
}
