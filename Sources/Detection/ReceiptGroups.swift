/// The groups of parts without a window, for each receipt of the moment at hand.
struct ReceiptGroups: Sendable {
    private struct Place: Hashable {
        let group: Int
        let part: Int
        let receipt: Int
    }

    private(set) var all: [RunningGroup] = []
    /// Of each, the purchases behind it.
    private var lines: [[CountedLine]] = []
    private var places: [Place: Int] = [:]

    mutating func advance() {
        guard !all.isEmpty else { return }
        all.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
    }

    mutating func enter(
        _ measurement: Measurement, _ group: Int, _ part: RulePart, _ receipt: Int, _ line: Int
    ) {
        let place = Place(group: group, part: part.number, receipt: receipt)
        let index = places[place] ?? all.count
        if index == all.count {
            places[place] = index
            all.append(RunningGroup(group: group, part, receipt: receipt))
            lines.append([])
        }
        all[index].enter(measurement)
        lines[index].append(CountedLine(line: line, counted: measurement.counted))
    }

    func index(of group: Int, _ part: Int, _ receipt: Int) -> Int? {
        places[Place(group: group, part: part, receipt: receipt)]
    }

    func indices(of group: Int, _ part: Int) -> [Int] {
        all.indices.filter { all[$0].group == group && all[$0].part == part }
    }

    func evidence(of index: Int) -> [CountedLine] { lines[index] }
}
