import Spool

/// One look at a PostgreSQL database: one transaction that only reads, in which everything is as at one moment.
struct PostgresExport {
    let plan: QueryPlan
    let session: PostgresSession

    /// - Returns: nil where there are no rows, or it is to stop.
    func run(after last: Watermark?, into file: RowFile) throws(FetchError) -> QueryPiece? {
        do throws(FetchError) {
            return try look(after: last, into: file)
        } catch {
            if error == PostgresSession.stopped { return nil }
            throw error
        }
    }

    private func look(after last: Watermark?, into file: RowFile) throws(FetchError) -> QueryPiece? {
        _ = try session.row("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for setting in [
            "statement_timeout = '\(plan.timeout)s'", "TimeZone = 'UTC'", "DateStyle = 'ISO'",
            "IntervalStyle = 'iso_8601'", "bytea_output = 'hex'",
        ] {
            _ = try session.row("SET LOCAL " + setting)
        }
        let column = "sale." + (try session.identifier(plan.watermark))
        // On a line of its own, because the query may end in a comment.
        let rows = "FROM (\(plan.query)\n) AS sale"
        let type = try session.row("SELECT \(column) \(rows) LIMIT 0")?.type ?? 0
        if let empty = try session.row("SELECT EXISTS (SELECT 1 \(rows) WHERE \(column) IS NULL)"),
            empty.values.first == "t"
        {
            throw QueryProblem.emptyWatermark(plan.watermark, at: session.place)
        }
        guard let newest = try session.row("SELECT max(\(column))::text \(rows)")?.values.first ?? nil
        else { return nil }

        var from: String?
        var beyond = ""
        if case .text(let text) = last {
            let literal = try session.literal(text)
            from = try lowest(literal, type)
            beyond = "WHERE \(column) > \(literal)"
        }
        // The last of so many new rows; those that share its watermark come with it.
        let cut = try session.row(
            "SELECT (\(column))::text \(rows) \(beyond) ORDER BY \(column) OFFSET \(plan.rows - 1) LIMIT 1")
        let end = (cut?.values.first ?? nil) ?? newest
        var condition = "\(column) <= \(try session.literal(end))"
        if let from { condition += " AND \(column) >= \(from)" }
        try session.copy(
            "COPY (SELECT * \(rows) WHERE \(condition) ORDER BY \(column)) TO STDOUT (FORMAT csv, HEADER)",
            into: file)
        _ = try session.row("COMMIT")
        return QueryPiece(reached: .text(end), isLast: end == newest)
    }

    /// Where the overlap begins; the database computes it.
    private func lowest(_ last: String, _ type: UInt32) throws(FetchError) -> String {
        switch (plan.overlap, type) {
        case (.none, _): last
        // date, timestamp, timestamptz
        case (.seconds(let seconds), 1082), (.seconds(let seconds), 1114):
            "(\(last)::timestamp - interval '\(seconds) seconds')"
        case (.seconds(let seconds), 1184): "(\(last)::timestamptz - interval '\(seconds) seconds')"
        // int2, int4, int8: a whole number, so that an index serves; numeric
        case (.count(let count), 20), (.count(let count), 21), (.count(let count), 23):
            "(\(last)::bigint - \(count))"
        case (.count(let count), 1700): "(\(last)::numeric - \(count))"
        default:
            throw QueryProblem.overlap(
                plan.watermark, "of another type (oid \(type))", at: session.place)
        }
    }
}
