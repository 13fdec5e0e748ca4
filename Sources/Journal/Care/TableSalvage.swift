import GRDB

/// Copies the rows of one table that can be read, around pages that cannot.
struct TableSalvage {
    /// What could not be read, in words.
    private(set) var gaps: [String] = []
    private let name: String
    private let from: Database
    private let insertion: Statement
    /// Bounds the search inside a gap: a lost inner page hides more numbers than are worth trying.
    private var attemptsLeft = 20_000

    private static let numbersBeyond: Int64 = 10_000

    /// - Parameter copied: is raised by the rows that were copied.
    init(_ name: String, from: Database, to: Database, copied: inout Int) throws {
        self.name = name.quotedDatabaseIdentifier
        self.from = from
        let columns = try to.columns(in: name).map(\.name.quotedDatabaseIdentifier)
        insertion = try to.makeStatement(
            sql: """
                INSERT OR IGNORE INTO \(self.name) (\(columns.joined(separator: ", ")))
                VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
                """)
        let keys = try to.primaryKey(name).columns.map(\.quotedDatabaseIdentifier)
        if try Self.hasNumbers(name, to) {
            try copyNumbered(columns, to, &copied)
        } else {
            try copyKeyed(columns, keys, to, &copied)
        }
    }

    private static func hasNumbers(_ name: String, _ db: Database) throws -> Bool {
        let sql = try String.fetchOne(
            db, sql: "SELECT sql FROM sqlite_master WHERE name = ?", arguments: [name])
        return sql?.contains("WITHOUT ROWID") == false
    }

    // MARK: Tables with numbers

    private mutating func copyNumbered(_ columns: [String], _ to: Database, _ copied: inout Int) throws {
        let select = "SELECT rowid, \(columns.joined(separator: ", ")) FROM \(name) NOT INDEXED"
        var ranges = [Int64.min...Int64.max]
        while let range = ranges.popLast() {
            attemptsLeft -= 1
            guard attemptsLeft > 0 else {
                gaps.append(Self.words(range))
                continue
            }
            guard
                let first = try copy(
                    "\(select) WHERE rowid BETWEEN ? AND ? ORDER BY rowid", range, to, &copied)
            else { continue }
            // From the other end; what is between the two is lost, or hides more.
            let low = first.last.map { $0 + 1 } ?? range.lowerBound
            guard
                let last = try copy(
                    "\(select) WHERE rowid BETWEEN ? AND ? ORDER BY rowid DESC", low...range.upperBound, to,
                    &copied)
            else { continue }
            var high = last.last.map { $0 - 1 } ?? range.upperBound
            guard low <= high else { continue }
            // Numbers begin at 1; beyond the last that was read there may be few or none.
            let start = max(low, 1)
            if high == .max { high = start + Self.numbersBeyond }
            guard start < high else {
                gaps.append(Self.words(start...max(start, high)))
                continue
            }
            let middle = start + (high - start) / 2
            ranges.append((middle + 1)...high)
            ranges.append(start...middle)
        }
        gaps = Self.joined(gaps)
    }

    /// - Returns: nil when all was read, else the number of the last row before the damage.
    private func copy(
        _ sql: String, _ range: ClosedRange<Int64>, _ to: Database, _ copied: inout Int
    ) throws -> (last: Int64?, Void)? {
        var last: Int64?
        do {
            let rows = try Row.fetchCursor(from, sql: sql, arguments: [range.lowerBound, range.upperBound])
            while let row = try rows.next() {
                let values = row.databaseValues
                try insert(Array(values.dropFirst()), to, &copied)
                last = row[0]
            }
            return nil
        } catch let error as DatabaseError where error.isDamage {
            return (last, ())
        }
    }

    private static func words(_ range: ClosedRange<Int64>) -> String {
        range.lowerBound == range.upperBound
            ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }

    /// Ranges that follow one another become one.
    private static func joined(_ gaps: [String]) -> [String] {
        let ranges = gaps.map { gap in gap.split(separator: "-").compactMap { Int64($0) } }
        var joined: [ClosedRange<Int64>] = []
        for ends in ranges.sorted(by: { $0[0] < $1[0] }) {
            let range = ends[0]...ends[ends.count - 1]
            if let before = joined.last, before.upperBound + 1 >= range.lowerBound {
                joined[joined.count - 1] = before.lowerBound...max(before.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined.map(words)
    }

    // MARK: Tables without numbers

    /// From both ends; what is between the first and the last damage is lost.
    private mutating func copyKeyed(
        _ columns: [String], _ keys: [String], _ to: Database, _ copied: inout Int
    ) throws {
        for direction in ["", " DESC"] {
            let order = keys.map { $0 + direction }.joined(separator: ", ")
            do {
                let rows = try Row.fetchCursor(
                    from, sql: "SELECT \(columns.joined(separator: ", ")) FROM \(name) ORDER BY \(order)")
                while let row = try rows.next() { try insert(Array(row.databaseValues), to, &copied) }
                return
            } catch let error as DatabaseError where error.isDamage {
                if direction.isEmpty { gaps = ["some"] }
            }
        }
    }

    private func insert(_ values: [DatabaseValue], _ to: Database, _ copied: inout Int) throws {
        try insertion.execute(arguments: StatementArguments(values))
        copied += to.changesCount
    }
}

extension DatabaseError {
    var isDamage: Bool {
        resultCode == .SQLITE_CORRUPT || resultCode == .SQLITE_NOTADB || resultCode == .SQLITE_IOERR
    }
}
