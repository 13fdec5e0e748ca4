import Purchases

/// The greatest of the values seen since a time that only moves forward.
struct SlidingMaximum: Sendable {
    /// Descending values: what a later, greater value hides is gone.
    private var items: [(time: EventTime, value: Int)] = []
    private var first = 0

    /// Adds a value; times never go back.
    mutating func add(_ value: Int, at time: EventTime) {
        while items.count > first, let last = items.last, last.value <= value { items.removeLast() }
        items.append((time, value))
    }

    /// The greatest value later than a time; nil when there is none.
    mutating func maximum(after time: EventTime) -> Int? {
        while first < items.count, items[first].time <= time { first += 1 }
        if first > 64, first * 2 > items.count {
            items.removeFirst(first)
            first = 0
        }
        return first < items.count ? items[first].value : nil
    }
}
