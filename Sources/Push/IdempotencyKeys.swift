import Crypto

/// The answers to the last requests that carried an `Idempotency-Key`, so that one that is sent again gets the same.
///
/// Bounded: the oldest are forgotten. What is sent again after that, or after a restart, is read again, and its lines are
/// known: the ledger stays as it is, and only the counts differ.
package struct IdempotencyKeys {
    package enum Known: Equatable {
        case new
        /// The first one is still being read.
        case underWay
        case answered(PushCounts)
        /// The key came with another body before.
        case other
    }

    private struct Entry {
        var digest: SHA256.Digest
        var counts: PushCounts?
    }

    private let countMax: Int
    private var entries: [String: Entry] = [:]
    private var order: [String] = []
    /// How many of `order` were forgotten already.
    private var forgotten = 0

    package init(countMax: Int = 10_000) { self.countMax = countMax }

    /// Whether a request of this key and body is known; a new one is remembered as under way.
    package mutating func begin(_ key: String, digest: SHA256.Digest) -> Known {
        if let entry = entries[key] {
            guard entry.digest == digest else { return .other }
            return entry.counts.map { .answered($0) } ?? .underWay
        }
        entries[key] = Entry(digest: digest)
        order.append(key)
        while entries.count > countMax, forgotten < order.count {
            entries[order[forgotten]] = nil
            forgotten += 1
        }
        if forgotten > countMax {
            order.removeFirst(forgotten)
            forgotten = 0
        }
        return .new
    }

    /// Keeps the answer, or, without one, forgets the request: it may be tried again.
    package mutating func end(_ key: String, counts: PushCounts?) {
        guard let counts else {
            entries[key] = nil
            order.removeAll { $0 == key }
            return
        }
        entries[key]?.counts = counts
    }
}
