import Purchases

/// The order of lines wherever one matters: by their own time, then key (2.4).
struct LineOrder: Sendable, Hashable, Comparable {
    let time: EventTime
    let key: ExactText

    init(time: EventTime, key: ExactText) {
        self.time = time
        self.key = key
    }

    init(_ line: Line) {
        time = line.time
        key = line.key.text
    }

    static func < (left: Self, right: Self) -> Bool {
        left.time == right.time ? left.key < right.key : left.time < right.time
    }
}
