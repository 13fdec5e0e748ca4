import Purchases

/// What the changes of one commit come to: events to send, and the ledger as its recipients then hold it.
package struct Amended: Sendable, Hashable {
    /// In order of (time, subject); at most one a subject.
    package var events: [AlertEvent] = []
    /// States that changed; those of alerts that were taken over have no event.
    package var states: [SubjectState] = []
    /// Alerts that stand and whose content changed, sent or not, with revision, `replaces`, reason and cause of
    /// their last event.
    package var standing: [StandingAlert] = []
    /// Subjects that left the ledger.
    package var fallen: [String] = []

    package init() {}
}

/// Derives events from the differences between two committed ledgers (5.6). Pure.
///
/// What was last sent decides what is new: `before` of a change only gives a withdrawn alert its last content.
package enum Amendments {
    /// - Parameters:
    ///   - changes: at most one a subject, of one commit.
    ///   - known: the state of a subject, nil when there has been no event about it.
    ///   - levelRank: rises with the level, by the pack's version and the level's name.
    ///   - recorded: becomes `recordedtime` of every event.
    /// - Throws: what `known` and `levelRank` throw.
    package static func events(
        for changes: [LedgerChange], known: (String) throws -> SubjectState?,
        levelRank: (_ pack: PackReference, _ level: String) throws -> Int, installation: String,
        recorded: EventTime
    ) throws -> Amended {
        var pending = try changes.map { change in
            try PendingChange(change, state: known(change.subject), levelRank: levelRank)
        }
        pending.sort { $0.order < $1.order }
        takeOver(&pending)
        var amended = Amended()
        for change in pending { change.add(to: &amended, installation: installation, recorded: recorded) }
        return amended
    }

    /// Lets alerts that are new or were raised take over those that left and share a purchase with them, of the
    /// same pack and kind; the earliest goes first.
    private static func takeOver(_ pending: inout [PendingChange]) {
        var leaving: [ExactText: [Int]] = [:]
        for (index, change) in pending.enumerated() where change.leaves {
            for purchase in change.lastPurchases { leaving[purchase.key, default: []].append(index) }
        }
        guard !leaving.isEmpty else { return }
        for taker in pending.indices where pending[taker].takes {
            var taken: Set<Int> = []
            for purchase in pending[taker].change.after?.data.purchases ?? [] {
                for index in leaving[purchase.key] ?? []
                where !pending[index].isTaken && pending[index].isLike(pending[taker]) {
                    taken.insert(index)
                }
            }
            for index in taken.sorted() {
                pending[index].isTaken = true
                pending[taker].takeOver(pending[index])
            }
        }
    }
}

/// One change on its way to at most one event.
private struct PendingChange {
    let change: LedgerChange
    let state: SubjectState?
    let rankBefore: Int?
    let rankAfter: Int?
    var isTaken = false
    /// Event ids that this change takes over, and the highest level among them.
    private var taken: [String] = []
    private var highestTaken = Int.min

    init(
        _ change: LedgerChange, state: SubjectState?, levelRank: (PackReference, String) throws -> Int
    ) rethrows {
        self.change = change
        self.state = state
        rankBefore = try state.flatMap { $0.stands ? try levelRank($0.data.pack, $0.data.level) : nil }
        rankAfter = try change.after.map { try levelRank($0.data.pack, $0.data.level) }
    }

    private var stood: Bool { rankBefore != nil }
    var leaves: Bool { stood && rankAfter == nil }
    /// New to the ledger, or its level rose.
    var takes: Bool { rankAfter.map { $0 > rankBefore ?? Int.min } ?? false }
    var lastPurchases: [PurchaseRecord] { state?.data.purchases ?? [] }

    /// The moment, then the subject.
    var order: (Int64, ExactText) {
        let time = change.after?.time ?? state?.time ?? change.before?.time ?? .distantPast
        return (time.microseconds, ExactText(change.subject))
    }

    /// Of the same pack, and about the same kind of thing.
    func isLike(_ other: PendingChange) -> Bool {
        change.packID == other.change.packID && kind == other.kind
    }

    private var kind: [Bool] {
        let data = change.after?.data ?? state?.data
        return [data?.buyer != nil, data?.about?.store != nil, data?.about?.product != nil]
    }

    mutating func takeOver(_ other: PendingChange) {
        guard let state = other.state else { return }
        taken.append(state.eventID)
        highestTaken = max(highestTaken, other.rankBefore ?? Int.min)
    }

    func add(to amended: inout Amended, installation: String, recorded: EventTime) {
        guard let after = change.after else { return addLeaving(to: &amended, installation, recorded) }
        guard let type = typeOfEvent(for: after) else {
            amended.standing.append(unsent(after))
            return
        }
        let event = event(type, time: after.time, content: after.data, installation, recorded)
        amended.events.append(event)
        amended.states.append(newState(after: event))
        amended.standing.append(StandingAlert(subject: change.subject, time: after.time, data: event.data))
    }

    private func addLeaving(to amended: inout Amended, _ installation: String, _ recorded: EventTime) {
        guard var state, stood else { return }
        amended.fallen.append(change.subject)
        if isTaken {
            state.stands = false
            amended.states.append(state)
            return
        }
        let last = change.before?.data ?? state.data
        let event = event(.withdrawn, time: state.time, content: last, installation, recorded)
        amended.events.append(event)
        amended.states.append(newState(after: event))
    }

    /// Nil when nothing changed that is sent.
    private func typeOfEvent(for after: StandingAlert) -> AlertEvent.Change? {
        if takes { return taken.isEmpty || (rankAfter ?? Int.min) > highestTaken ? .raised : .updated }
        guard let state else { return .raised }
        return state.time == after.time && sameWhenSent(state.data, after.data) ? nil : .updated
    }

    private func event(
        _ type: AlertEvent.Change, time: EventTime, content: AlertData, _ installation: String,
        _ recorded: EventTime
    ) -> AlertEvent {
        var data = content
        data.revision = (state?.revision ?? 0) + 1
        data.replaces = (state?.replaces ?? []) + taken
        let isFirst = type == .raised && data.revision == 1
        data.reason = isFirst ? nil : change.reason
        data.cause = isFirst ? nil : change.cause
        return AlertEvent(
            installation: installation, type: type, subject: change.subject, time: time,
            recordedtime: recorded, data: data)
    }

    private func newState(after event: AlertEvent) -> SubjectState {
        SubjectState(
            subject: change.subject, packID: change.packID, revision: event.data.revision,
            change: event.type, stands: event.type != .withdrawn, time: event.time, data: event.data)
    }

    /// The alert's new content under its last event's revision.
    private func unsent(_ after: StandingAlert) -> StandingAlert {
        var alert = after
        alert.data.revision = state?.revision ?? 0
        alert.data.replaces = state?.replaces ?? []
        alert.data.reason = state?.data.reason
        alert.data.cause = state?.data.cause
        return alert
    }
}

/// Whether two contents of one subject differ in nothing that is sent by itself.
private func sameWhenSent(_ left: AlertData, _ right: AlertData) -> Bool {
    left.level == right.level && left.score == right.score && left.buyer?.key == right.buyer?.key
        && left.indicators == right.indicators && left.purchases == right.purchases
        && left.covered == right.covered
        // A `String` compares by canonical equivalence, an alert by bytes.
        && zip(left.purchases, right.purchases).allSatisfy {
            exact($0.description) == exact($1.description)
        }
}
