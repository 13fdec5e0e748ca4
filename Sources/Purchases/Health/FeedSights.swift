/// What a line tells of its feed, whatever its product is.
package struct LineSight: Sendable, Hashable {
    package var store: ExactText
    package var till: ExactText
    package var receipt: ExactText
    package var time: EventTime
    /// The business day, where the feed has one.
    package var day: ExactText?
    /// Whether anything on it names a buyer.
    package var hasToken: Bool
    /// Whether its product is one that nobody knows.
    package var isUnknown: Bool

    package init(
        store: ExactText, till: ExactText, receipt: ExactText, time: EventTime, day: ExactText? = nil,
        hasToken: Bool = false, isUnknown: Bool = false
    ) {
        self.store = store
        self.till = till
        self.receipt = receipt
        self.time = time
        self.day = day
        self.hasToken = hasToken
        self.isUnknown = isUnknown
    }
}

/// A till, by its store: tills of two stores may have one number.
package struct TillName: Sendable, Hashable {
    package var store: ExactText
    package var till: ExactText

    package init(store: ExactText, till: ExactText) {
        self.store = store
        self.till = till
    }
}

/// Lines of one receipt that came one after the other.
package struct ReceiptSight: Sendable, Hashable {
    package var receipt: ExactText
    /// Of its first line.
    package var time: EventTime
    package var day: ExactText?
    package var hasToken: Bool

    package init(receipt: ExactText, time: EventTime, day: ExactText? = nil, hasToken: Bool = false) {
        self.receipt = receipt
        self.time = time
        self.day = day
        self.hasToken = hasToken
    }
}

/// What one batch showed of one till, in order of arrival.
package struct TillSights: Sendable, Hashable {
    package var name: TillName
    package var receipts: [ReceiptSight] = []
    package var lines = 0
    package var unknown = 0
}

/// What one batch showed of a feed. Grows with the receipts of the batch.
package struct FeedSights: Sendable, Hashable {
    /// Lines that were read.
    package private(set) var lines = 0
    /// Those of them that cannot be read, or lack store, till, receipt or time.
    package private(set) var unreadable = 0
    package private(set) var tills: [TillSights] = []
    private var places: [TillName: Int] = [:]
    private var last = 0

    package init() {}

    package var isEmpty: Bool { lines == 0 }

    /// Counts a line that can be read.
    package mutating func note(_ line: LineSight) {
        lines += 1
        let place = place(TillName(store: line.store, till: line.till))
        tills[place].lines += 1
        if line.isUnknown { tills[place].unknown += 1 }
        if let before = tills[place].receipts.indices.last,
            tills[place].receipts[before].receipt == line.receipt,
            tills[place].receipts[before].day == line.day
        {
            tills[place].receipts[before].hasToken = tills[place].receipts[before].hasToken || line.hasToken
        } else {
            tills[place].receipts.append(
                ReceiptSight(
                    receipt: line.receipt, time: line.time, day: line.day, hasToken: line.hasToken))
        }
    }

    package mutating func noteUnreadable() {
        lines += 1
        unreadable += 1
    }

    /// Adds what came after it.
    package mutating func add(_ other: FeedSights) {
        lines += other.lines
        unreadable += other.unreadable
        for till in other.tills {
            let place = place(till.name)
            tills[place].receipts += till.receipts
            tills[place].lines += till.lines
            tills[place].unknown += till.unknown
        }
    }

    package mutating func removeAll() {
        (lines, unreadable, last) = (0, 0, 0)
        tills.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
    }

    private mutating func place(_ name: TillName) -> Int {
        // Lines of one till mostly stand together.
        if last < tills.count, tills[last].name == name { return last }
        if let place = places[name] {
            last = place
            return place
        }
        last = tills.count
        places[name] = last
        tills.append(TillSights(name: name))
        return last
    }
}
