import Purchases

/// How far each feed has come: the latest event time among its standing lines, kept as receipts come and change.
struct FeedClocks: Sendable {
    private var ids: [ExactText: Int] = [:]
    private var clocks: [GreatestTime] = []
    /// By receipt: its feed, and its place there.
    private var places: [(feed: Int, place: Int)] = []

    var count: Int { clocks.count }

    func latest(of feed: Int) -> EventTime { clocks[feed].greatest }

    /// The feed of the next receipt, which receives the next index.
    mutating func feed(ofReceipt key: ExactText) -> Int {
        let name = ExactText(String(key.string.prefix { $0 != "/" }))
        let feed = ids[name] ?? clocks.count
        if feed == clocks.count {
            ids[name] = feed
            clocks.append(GreatestTime())
        }
        places.append((feed, clocks[feed].append()))
        return feed
    }

    /// Takes in the latest time of a receipt's standing lines.
    mutating func set(_ receipt: Int, to time: EventTime?) {
        clocks[places[receipt].feed].set(places[receipt].place, to: time ?? .distantPast)
    }
}

/// The greatest of many times, each of which may move either way: a tree in which a parent is the greater child.
struct GreatestTime: Sendable {
    /// The root at 1, the children of n at 2n and 2n + 1; the times themselves are the second half.
    private var tree: [EventTime] = [.distantPast, .distantPast]
    private var count = 0

    private var capacity: Int { tree.count / 2 }
    var greatest: EventTime { tree[1] }

    /// - Returns: the place of a new time, which is before all others.
    mutating func append() -> Int {
        if count == capacity { grow() }
        count += 1
        return count - 1
    }

    mutating func set(_ place: Int, to time: EventTime) {
        var node = capacity + place
        guard tree[node] != time else { return }
        tree[node] = time
        while node > 1 {
            node /= 2
            let greater = max(tree[2 * node], tree[2 * node + 1])
            if tree[node] == greater { return }
            tree[node] = greater
        }
    }

    private mutating func grow() {
        let times = tree[capacity...]
        var larger = [EventTime](repeating: .distantPast, count: tree.count * 2)
        larger.replaceSubrange(tree.count..<(tree.count + times.count), with: times)
        for node in (1..<tree.count).reversed() {
            larger[node] = max(larger[2 * node], larger[2 * node + 1])
        }
        tree = larger
    }
}
