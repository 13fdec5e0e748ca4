import Health
import Journal
import Logging
import Purchases
import Webhooks

/// How the feeds of a service are: told what batches show, it keeps what comes of it in the journal, logs findings, and
/// puts events into the operator's outbox. Used by the thread that reads.
final class HealthWatch {
    private var health: FeedHealth
    private let journal: Journal
    private let delivers: Bool
    private let now: () -> EventTime
    private let announce: () -> Void
    private let logger: Logger
    private var told: [HealthChange] = []
    /// What time brought and the disk did not take yet.
    private var unkept: (changes: [HealthChange], write: HealthWrite)?

    /// Goes on with what the journal keeps. What is kept of sources that are no more is dropped.
    ///
    /// - Parameters:
    ///   - delivers: whether anybody is told of findings.
    ///   - announce: called when events are in the outbox.
    /// - Throws: `JournalError`.
    init(
        _ config: RunConfig.Health, sources: [String], delivers: Bool, journal: Journal,
        now: @escaping () -> EventTime,
        logger: Logger, announce: @escaping () -> Void
    ) throws {
        self.journal = journal
        self.now = now
        self.logger = logger
        self.announce = announce
        self.delivers = delivers
        let kept = try journal.openFindings()
        health = FeedHealth(
            settings: config.settings, states: try journal.healthStates(), open: kept.map(\.finding),
            now: now())
        let dropped = health.keep(only: Set(sources), now: now())
        try keep(dropped)
    }

    /// How many findings are open, by kind; none is left out.
    var open: [HealthFinding.Kind: Int] {
        var counts: [HealthFinding.Kind: Int] = [:]
        for kind in HealthFinding.Kind.allCases { counts[kind] = 0 }
        for subject in health.open.keys { counts[subject.kind, default: 0] += 1 }
        return counts
    }

    /// What a batch is to be committed with; `committed` is called after it was.
    func take(_ sights: FeedSights, from source: RunConfig.Source) -> HealthWrite {
        let isFolder = if case .folder = source.kind { true } else { false }
        told = health.take(sights, from: source.name, isFolder: isFolder, now: now())
        return write(told)
    }

    /// Tells what the batch that was taken brought.
    func committed() {
        tell(told)
        told = []
    }

    /// Lets time pass, and keeps what that brings.
    ///
    /// - Throws: `JournalError`.
    func look() throws { try keep(health.tick(now())) }

    /// How long a wait for lines may be; -1 is without an end.
    func wait(atMost milliseconds: Int32) -> Int32 {
        let left = health.wait(now())
        return milliseconds < 0 ? left : min(milliseconds, left)
    }

    private func keep(_ changes: [HealthChange]) throws {
        let all = (unkept?.changes ?? []) + changes
        var whole = unkept?.write ?? HealthWrite()
        whole.add(write(changes))
        guard !whole.isEmpty else { return }
        unkept = (all, whole)
        try journal.keep(whole)
        unkept = nil
        tell(all)
    }

    private func write(_ changes: [HealthChange]) -> HealthWrite {
        var write = HealthWrite()
        write.states = health.takeStates()
        for change in changes {
            let event = FeedEvent(change, installation: journal.installation)
            switch change {
            case .opened(let finding):
                write.opened.append(HealthWrite.Opened(id: event.subject, finding: finding))
            case .closed(_, let ending, let time):
                write.closed.append(HealthWrite.Closed(id: event.subject, ending: ending, time: time))
            }
            if delivers {
                write.events.append(
                    HealthWrite.Event(id: event.id, finding: event.subject, body: event.json))
            }
        }
        return write
    }

    private func tell(_ changes: [HealthChange]) {
        for change in changes {
            switch change {
            case .opened(let finding):
                logger.warning("something is wrong with a feed", metadata: metadata(finding))
            case .closed(let finding, let ending, _):
                var metadata = metadata(finding)
                metadata["ending"] = "\(ending.rawValue)"
                logger.notice("what was wrong with a feed is over", metadata: metadata)
            }
        }
        if delivers, !changes.isEmpty { announce() }
    }

    private func metadata(_ finding: HealthFinding) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "kind": "\(finding.subject.kind.rawValue)", "source": "\(finding.subject.source)",
            "detail": "\(finding.detail)",
        ]
        if let store = finding.subject.store { metadata["store"] = "\(store)" }
        if let till = finding.subject.till { metadata["till"] = "\(till)" }
        return metadata
    }
}
