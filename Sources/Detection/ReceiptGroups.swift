/// The groups of parts without a window, for each receipt of the moment at hand.
struct ReceiptGroups: Sendable {
    private struct Place: Hashable {
        let group: Int
        let part: Int
        let receipt: Int
    }

    private(set) var all: [RunningGroup] = []
    private var places: [Place: Int] = [:]

    mutating func advance() {
        all.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
    }

    mutating func enter(_ contribution: Contribution, _ receipt: Int, _ line: Int) {
        let place = Place(group: contribution.group, part: contribution.part, receipt: receipt)
        let index = places[place] ?? all.count
        if index == all.count {
            places[place] = index
            all.append(RunningGroup(contribution, receipt: receipt))
        }
        all[index].enter(contribution, line: line)
    }

    subscript(group: Int, part: Int, receipt: Int) -> RunningGroup? {
        places[Place(group: group, part: part, receipt: receipt)].map { all[$0] }
    }

    func of(_ group: Int, _ part: Int) -> [RunningGroup] {
        all.filter { $0.group == group && $0.part == part }
    }
}
