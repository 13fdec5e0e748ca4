import Purchases

/// The ledger that a recipient holds (1.2): of each subject the event with the highest revision, without the
/// withdrawn ones and those whose id stands in any kept event's `replaces`.
package struct LedgerFold: Sendable {
    private var kept: [String: AlertEvent] = [:]

    package init() {}

    /// Takes events in any order, each any number of times.
    package mutating func add(_ event: AlertEvent) {
        if let known = kept[event.subject], known.data.revision >= event.data.revision { return }
        kept[event.subject] = event
    }

    /// The alerts that stand, in order of time and subject.
    package var standing: [AlertEvent] {
        let replaced = Set(kept.values.flatMap(\.data.replaces))
        return kept.values
            .filter { $0.type != .withdrawn && !replaced.contains($0.id) }
            .sorted { $0.time == $1.time ? $0.subject < $1.subject : $0.time < $1.time }
    }

    package static func fold(_ events: some Sequence<AlertEvent>) -> [AlertEvent] {
        var fold = LedgerFold()
        for event in events { fold.add(event) }
        return fold.standing
    }
}
