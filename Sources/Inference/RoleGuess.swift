/// Which column is what.
struct RoleGuess: Sendable {
    struct Choice: Sendable, Hashable {
        var column: Int
        var reason: String
        /// Set where another column would do as well, or only the values speak for it.
        var isDoubtful = false
    }

    private(set) var choices: [HeaderWords.Role: Choice] = [:]
    let facts: [ColumnFacts]
    private let table: SampleTable

    init(_ table: SampleTable, prefersMonthFirst: Bool, hasHeader: Bool) {
        self.table = table
        facts = table.names.indices.map {
            ColumnFacts(
                table.names[$0], table.values($0), rows: table.rows.count,
                prefersMonthFirst: prefersMonthFirst)
        }
        if hasHeader { chooseByName() }
        chooseByValues()
        settleTimes()
    }

    /// The column of a role.
    func column(_ role: HeaderWords.Role) -> Int? { choices[role]?.column }

    private var taken: Set<Int> { Set(choices.values.map(\.column)) }

    private mutating func chooseByName() {
        var offers: [(score: Double, role: HeaderWords.Role, column: Int)] = []
        for (column, facts) in facts.enumerated() {
            if facts.name.isPersonal { continue }
            for role in HeaderWords.Role.allCases where role != .personal {
                let score = facts.name.score(role)
                guard score > 0, facts.allows(role) else { continue }
                offers.append((score + facts.bonus(role) + lineBonus(role, column), role, column))
            }
        }
        let order = HeaderWords.Role.allCases
        offers.sort { left, right in
            if left.score != right.score { return left.score > right.score }
            if left.role != right.role {
                return (order.firstIndex(of: left.role) ?? 0) < (order.firstIndex(of: right.role) ?? 0)
            }
            return left.column < right.column
        }
        var used: Set<Int> = []
        for offer in offers
        where offer.score >= 4 && choices[offer.role] == nil && !used.contains(offer.column) {
            used.insert(offer.column)
            let rival = offers.first {
                $0.role == offer.role && $0.column != offer.column && !used.contains($0.column)
                    && $0.score >= offer.score - 0.5
            }
            choices[offer.role] = Choice(
                column: offer.column,
                reason: rival.map { "its name; \(quoted($0.column)) may be it as well" } ?? "its name",
                isDoubtful: rival != nil)
        }
    }

    private func quoted(_ column: Int) -> String { "`\(table.names[column])`" }

    /// A column that counts from one within what may be receipts is one of line numbers, whatever else its name may mean.
    private func lineBonus(_ role: HeaderWords.Role, _ column: Int) -> Double {
        guard role == .line || role == .till || role == .product else { return 0 }
        let counts = countsUp(column)
        return role == .line ? (counts ? 2 : 0) : (counts ? -3 : 0)
    }

    /// Whether the values are 1, 2, 3 … again and again.
    private func countsUp(_ column: Int) -> Bool {
        let numbers = table.rows.compactMap { $0[column].flatMap { Int($0) } }
        guard numbers.count == table.rows.count, numbers.count >= 4, numbers.contains(where: { $0 > 1 })
        else { return false }
        var steps = 0
        for (before, after) in zip(numbers, numbers.dropFirst()) {
            if after == before + 1 || (after < before && after <= 1) || (before <= 1 && after == before) {
                steps += 1
            }
        }
        return steps * 10 >= (numbers.count - 1) * 8
    }

    /// What no name told and the values may.
    private mutating func chooseByValues() {
        func free(_ test: (ColumnFacts) -> Bool) -> [Int] {
            facts.indices.filter {
                !taken.contains($0) && !facts[$0].name.isPersonal && !facts[$0].values.isEmpty
                    && test(facts[$0])
            }
        }
        if choices[.time] == nil, choices[.date] == nil || choices[.clock] == nil {
            if let column = free({ $0.time?.part == .whole && $0.time?.format?.hasPrefix("epoch") != true })
                .first
            {
                choices[.time] = Choice(column: column, reason: "its values are times", isDoubtful: true)
            }
        }
        if choices[.time] == nil {
            if choices[.date] == nil, let column = free({ $0.time?.part == .date }).first {
                choices[.date] = Choice(column: column, reason: "its values are days", isDoubtful: true)
            }
            if choices[.clock] == nil, let column = free({ $0.time?.part == .clock }).first {
                choices[.clock] = Choice(
                    column: column, reason: "its values are times of the day", isDoubtful: true)
            }
        }
        if choices[.product] == nil, let column = free({ ColumnFacts.areGTINs($0.values) }).first {
            choices[.product] = Choice(
                column: column, reason: "its values have the check digit of a GTIN", isDoubtful: true)
        }
        if choices[.line] == nil, let column = free({ _ in true }).first(where: countsUp) {
            choices[.line] = Choice(
                column: column, reason: "its values count from 1 again and again", isDoubtful: true)
        }
        if choices[.receipt] == nil {
            let grouped = free {
                ($0.integerMax != nil || !$0.hasLetters) && !$0.hasFractions && $0.distinct > 1
                    && $0.time == nil
            }
            .filter(standsInRuns)
            if let column = grouped.first {
                choices[.receipt] = Choice(
                    column: column, reason: "its values stand in runs, as receipts do", isDoubtful: true)
            }
        }
        if choices[.quantity] == nil,
            let column = free({ ($0.integerMax.map { $0 <= 100 } ?? false) && $0.distinct > 1 }).first
        {
            choices[.quantity] = Choice(
                column: column, reason: "its values are small numbers", isDoubtful: true)
        }
    }

    /// Whether equal values stand together, several rows each, and do not come again.
    private func standsInRuns(_ column: Int) -> Bool {
        let values = table.rows.compactMap { $0[column] }
        guard values.count == table.rows.count, values.count > 3 else { return false }
        let runs = zip(values, values.dropFirst()).filter { $0 != $1 }.count + 1
        return runs < values.count && runs <= Set(values).count * 11 / 10 && runs > 1
    }

    /// A time in one column, or in two: day and clock.
    private mutating func settleTimes() {
        if let date = column(.date), facts[date].time?.part == .whole, choices[.time] == nil {
            choices[.time] = choices[.date]
            choices[.date] = nil
        }
        if choices[.time] != nil {
            // What is beside the time of the sale says nothing more.
            if let date = choices[.date], choices[.day] == nil, facts[date.column].time?.part == .date {
                choices[.date] = nil
            }
            choices[.clock] = nil
        }
        if choices[.time] == nil, choices[.date] == nil, let day = choices[.day], choices[.clock] != nil {
            choices[.date] = day
            choices[.day] = nil
        }
    }
}
