import Foundation
import GRDB
import Spool

/// One look at an SQLite file: opened to read only, within one transaction.
struct SQLiteExport {
    let plan: QueryPlan
    let path: String
    let isStopping: @Sendable () -> Bool

    /// - Returns: nil where there are no rows, or it is to stop.
    func run(after last: Watermark?, into file: RowFile) throws(FetchError) -> QueryPiece? {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        configuration.label = "tillwatch"
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return try queue.read { try look($0, after: last, into: file) }
        } catch let error as FetchError {
            throw error
        } catch let error as DatabaseError {
            throw problem(error)
        } catch {
            throw FetchError(.queryFailed, "\(error)", at: path, isPassing: true)
        }
    }

    private func look(_ database: Database, after last: Watermark?, into file: RowFile) throws -> QueryPiece?
    {
        let column = "sale." + plan.watermark.quotedDatabaseIdentifier
        // On a line of its own, because the query may end in a comment.
        let rows = "FROM (\(plan.query)\n) AS sale"
        if try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 \(rows) WHERE \(column) IS NULL)")
            == true
        {
            throw QueryProblem.emptyWatermark(plan.watermark, at: path)
        }
        guard let newest = try DatabaseValue.fetchOne(database, sql: "SELECT max(\(column)) \(rows)"),
            !newest.isNull
        else { return nil }
        let known = last.map { $0.databaseValue }
        let from = try known.map { try lowest(database, $0) }
        let cut = try DatabaseValue.fetchOne(
            database,
            sql:
                "SELECT \(column) \(rows) \(known == nil ? "" : "WHERE \(column) > ?") ORDER BY \(column) LIMIT 1 OFFSET \(plan.rows - 1)",
            arguments: StatementArguments(known.map { [$0] } ?? []))
        let end = cut ?? newest
        let statement = try database.makeStatement(
            sql:
                "SELECT * \(rows) WHERE \(column) <= ? \(from == nil ? "" : "AND \(column) >= ?") ORDER BY \(column)"
        )
        let cursor = try Row.fetchCursor(
            statement, arguments: StatementArguments([end] + (from.map { [$0] } ?? [])))
        var line = CSVLine()
        for name in statement.columnNames { line.add(.text(name)) }
        try file.write(line.ended())
        while let row = try cursor.next() {
            if isStopping() { return nil }
            for (name, value) in row { line.add(try cell(value, name)) }
            try file.write(line.ended())
        }
        return QueryPiece(reached: try watermark(end), isLast: end == newest)
    }

    private func cell(_ value: DatabaseValue, _ column: String) throws(FetchError) -> CSVLine.Cell {
        switch value.storage {
        case .null: .empty
        case .int64(let number): .plain(String(number))
        case .double(let number): .plain(String(number))
        case .string(let text): .text(text)
        case .blob:
            throw FetchError(
                .queryWrong, "the column \(column) holds bytes that are no text", at: path,
                hint: "leave it out of the query, or write hex(\(column))", isPassing: false)
        }
    }

    private func watermark(_ value: DatabaseValue) throws(FetchError) -> Watermark {
        switch value.storage {
        case .int64(let number): return .integer(number)
        case .double(let number): return .real(number)
        case .string(let text): return .text(text)
        case .null, .blob:
            throw QueryProblem.watermark(
                "`\(plan.watermark)` holds bytes", "use a column of numbers or texts", at: path)
        }
    }

    /// Where the overlap begins.
    private func lowest(_ database: Database, _ last: DatabaseValue) throws -> DatabaseValue {
        switch (plan.overlap, last.storage) {
        case (.none, _): return last
        case (.count(let count), .int64(let number)):
            return number.subtractingReportingOverflow(count).overflow
                ? Int64.min.databaseValue : (number - count).databaseValue
        case (.seconds(let seconds), .string(let text)):
            // Texts are compared, so that they must be of one zone; a space sorts before a T.
            let found = try String.fetchOne(
                database, sql: "SELECT datetime(?, ?)", arguments: [text, "-\(seconds) seconds"])
            let hasOffset = text.dropFirst(10).contains { $0 == "+" || $0 == "-" }
            guard let found, !hasOffset else { break }
            return found.databaseValue
        default: break
        }
        throw QueryProblem.overlap(plan.watermark, "of another kind", at: path)
    }

    private func problem(_ error: DatabaseError) -> FetchError {
        let said = error.message ?? "\(error.resultCode)"
        return switch error.resultCode {
        case .SQLITE_READONLY: QueryProblem.writes(said, at: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_SCHEMA:
            QueryProblem.connection(said, at: path)
        case .SQLITE_AUTH, .SQLITE_PERM: QueryProblem.denied(said, at: path)
        case .SQLITE_ERROR, .SQLITE_MISUSE:
            FetchError(
                .queryWrong, said, at: path, hint: "look at `query` and `watermark`", isPassing: false)
        default: FetchError(.queryFailed, said, at: path, isPassing: true)
        }
    }
}

extension Watermark {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .text(let text): text.databaseValue
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        }
    }
}
