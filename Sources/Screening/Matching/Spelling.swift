/// The distance of two spellings.
package enum Spelling {
    /// Whether one word becomes the other by at most so many changes.
    package static func isWithin(_ limit: Int, _ left: ArraySlice<UInt8>, _ right: [UInt8]) -> Bool {
        distance(upTo: limit, left, right) != nil
    }

    /// How many letters must be left out, put in, changed, or swapped with their neighbour until one word is the other
    /// (Damerau's distance, no part touched twice).
    ///
    /// - Returns: the number; nil where it is above the limit.
    package static func distance(
        upTo limit: Int, _ left: ArraySlice<UInt8>, _ right: [UInt8]
    ) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        let left = Array(left)
        var before = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 1...max(left.count, 1) where row <= left.count {
            var line = [row]
            line.reserveCapacity(right.count + 1)
            for column in 1...max(right.count, 1) where column <= right.count {
                let cost = left[row - 1] == right[column - 1] ? 0 : 1
                var best = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + cost)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1]
                {
                    best = min(best, before[column - 2] + 1)
                }
                line.append(best)
            }
            before = last
            last = line
        }
        return last.last.flatMap { $0 <= limit ? $0 : nil }
    }
}
