import Purchases

/// The running groups of a sweep, and which of them changed since they were last looked at.
struct RunningGroups: Sendable {
    private(set) var all: [RunningGroup] = []
    /// Those that a purchase entered or left since they were last settled.
    private var changed: [Int] = []
    /// Those that a purchase of this moment entered.
    private(set) var entered: [Int] = []
    /// Rises with every moment.
    private var turn = 0

    subscript(index: Int) -> RunningGroup { _read { yield all[index] } }
    var count: Int { all.count }

    mutating func append(_ group: RunningGroup) { all.append(group) }

    mutating func beginMoment() {
        turn += 1
        entered.removeAll(keepingCapacity: true)
    }

    mutating func enter(_ index: Int, _ measurement: Measurement) {
        all[index].enter(measurement)
        note(index)
        guard all[index].enteredAt != turn else { return }
        all[index].enteredAt = turn
        entered.append(index)
    }

    mutating func leave(_ index: Int, _ measurement: Measurement) {
        all[index].leave(measurement)
        note(index)
    }

    /// Those that changed since this was last asked, each once.
    mutating func takeChanged() -> [Int] {
        defer { changed.removeAll() }
        return changed
    }

    private mutating func note(_ index: Int) {
        guard all[index].changedAt != turn else { return }
        all[index].changedAt = turn
        changed.append(index)
    }
}
