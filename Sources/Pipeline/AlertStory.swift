import Journal
import Purchases

/// An alert with how it came about, event by event, each with the line that caused it.
package struct AlertStory: Sendable, Encodable {
    package enum State: String, Sendable, Encodable {
        case stands, withdrawn
        case takenOver = "taken_over"
    }

    /// A line that caused an event.
    package struct CausingLine: Sendable, Encodable {
        package var key: ExactText
        package var kind: String
        package var time: EventTime
        package var product: ExactText?
        package var quantity: ExactDecimal?
        /// Where it stood, in its version that was accepted last.
        package var source: String
        package var line: Int
        /// How many versions of it the journal holds.
        package var versions: Int
    }

    package struct Chapter: Sendable, Encodable {
        package var id: String
        package var type: String
        package var recorded: EventTime
        package var level: String
        package var score: Int
        package var reason: AmendmentReason?
        /// Nil for an alert whose lines the journal does not hold any more.
        package var cause: CausingLine?
        /// What differs from the event before, in words.
        package var changes: [String]
    }

    package var state: State
    /// The event that took it over.
    package var takenOverBy: String?
    /// Its newest content under its last event.
    package var alert: AlertEvent
    package var events: [Chapter]

    enum CodingKeys: String, CodingKey {
        case state
        case takenOverBy = "taken_over_by"
        case alert, events
    }
}

extension AlertStory {
    /// Reads the story of a subject. Blocks on the disk.
    ///
    /// - Parameters:
    ///   - history: the events of one subject, in order of revision; not empty.
    ///   - shown: turns an event into what the reader may see of it.
    package init?(
        of history: [AlertEvent], in journal: Journal, shown: (AlertEvent) -> AlertEvent = { $0 }
    ) throws {
        guard let last = history.last else { return nil }
        let kept = try journal.alert(subject: last.subject)?.standing
        var newest = last
        if let kept {
            newest.time = kept.time
            newest.data = kept.data
        }
        alert = shown(newest)
        let taker = kept == nil && last.type != .withdrawn ? try journal.event(replacing: last.id) : nil
        state = kept != nil ? .stands : last.type == .withdrawn ? .withdrawn : .takenOver
        takenOverBy = taker?.id
        events = []
        var before: AlertEvent?
        for event in history {
            let visible = shown(event)
            events.append(
                Chapter(
                    id: event.id, type: String(event.type.rawValue.split(separator: ".").last ?? ""),
                    recorded: event.recordedtime, level: event.data.level, score: event.data.score,
                    reason: event.data.reason, cause: try Self.cause(of: event, in: journal),
                    changes: before.map { AlertDifference(from: $0, to: visible).texts } ?? []))
            before = visible
        }
    }

    /// The line that an event is put down to; of a first event the last of its purchases to arrive.
    private static func cause(of event: AlertEvent, in journal: Journal) throws -> CausingLine? {
        let keys = event.data.cause.map { [$0] } ?? event.data.purchases.map(\.key)
        let byKey = Dictionary(grouping: try journal.origins(of: Set(keys)), by: \.line.key.text)
        // A purchase arrived with the first version of its line.
        let versions = byKey.values.max { ($0.first?.sequence ?? 0) < ($1.first?.sequence ?? 0) } ?? []
        return versions.last.map { CausingLine($0, versions: versions.count) }
    }
}

extension AlertStory.CausingLine {
    init(_ origin: LineOrigin, versions: Int) {
        key = origin.line.key.text
        kind = origin.line.kind.rawValue
        time = origin.line.time
        product = origin.line.product
        quantity = origin.line.quantity
        source = origin.position.source
        line = origin.position.line
        self.versions = versions
    }
}
