import Documents
import Feeds
import Foundation
import Queries

/// Sources that are asked by a query: `postgres: CONNECTION` and `sqlite: FILE`.
extension SourceConfigReader {
    /// The keys beside them.
    static let queryKeys = [
        "query", "query_file", "watermark", "overlap", "every", "rows", "timeout", "spool",
    ]

    func query(_ fields: FieldReader) -> RunConfig.Source.Kind? {
        let name = fields.required(
            "name", help: "its rows wait in a folder of that name: add `name: warehouse`")
        guard let database = fields.has("postgres") ? postgres(fields) : sqlite(fields),
            let watermark = fields.requiredText("watermark"), let query = queryText(fields),
            let name = name.flatMap({ findings.name($0, "name") })
        else { return nil }
        var plan = QueryPlan(
            database: database, query: query, watermark: watermark,
            spool: fields.text("spool").map(resolved) ?? journal + "-spool/" + name)
        plan.every = fields.seconds("every", from: 1) ?? plan.every
        plan.timeout = fields.seconds("timeout", from: 1) ?? plan.timeout
        plan.rows = fields.integer("rows", in: 1...10_000_000) ?? plan.rows
        plan.overlap = overlap(fields) ?? .none
        return .query(plan)
    }

    private func postgres(_ fields: FieldReader) -> QueryPlan.Database? {
        guard let text = fields.requiredText("postgres") else { return nil }
        let place = fields.value("postgres")?.place
        do throws(ConnectionText.Problem) {
            try ConnectionText.check(text)
        } catch {
            // What was written is not shown: there may be a password in it.
            switch error {
            case .unreadable(let said):
                findings.error(
                    .badQuery, at: place, "this is no connection string: \(said)",
                    help: "write `host=db.example.org dbname=sales user=tillwatch sslmode=verify-full`")
            case .hasPassword:
                findings.error(
                    .queryAccess, at: place, "the connection string holds a password",
                    help: "write `password_file: FILE` in its place, or use ~/.pgpass")
            case .open:
                findings.error(
                    .queryAccess, at: place, "nothing checks that it is this server which answers",
                    help: "add `sslmode=verify-full` and, for a CA of your own, `sslrootcert=FILE`")
            }
            return nil
        }
        let file = fields.text("password_file").map(resolved)
        if let file, access(file, R_OK) != 0 {
            findings.error(
                .queryAccess, at: fields.value("password_file")?.place,
                "the file \(quoted(file)) cannot be read",
                help: "paths count from the configuration's folder; let this user read it")
        }
        return .postgres(text, passwordFile: file)
    }

    private func sqlite(_ fields: FieldReader) -> QueryPlan.Database? {
        fields.requiredText("sqlite").map { .sqlite(resolved($0)) }
    }

    /// The query without spaces and semicolons at its end.
    private func queryText(_ fields: FieldReader) -> String? {
        let key = fields.has("query_file") ? "query_file" : "query"
        guard var text = fields.requiredText(key) else { return nil }
        let place = fields.value(key)?.place
        if fields.has("query"), fields.has("query_file") {
            findings.error(
                .badQuery, at: place, "there are both a `query` and a `query_file`", help: "leave out one")
            return nil
        }
        if key == "query_file" {
            let path = resolved(text)
            guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20,
                let read = String(bytes: data, encoding: .utf8)
            else {
                findings.error(
                    .badQuery, at: place, "the query in \(quoted(path)) cannot be read",
                    help: "name a file of text, of at most 1 MiB, that this user may read")
                return nil
            }
            text = read
        }
        while let last = text.last, last.isWhitespace || last == ";" { text.removeLast() }
        guard !text.isEmpty, !text.utf8.contains(0) else {
            findings.error(
                .badQuery, at: place, "the query is empty",
                help: "write one: `query: SELECT * FROM sale_line`")
            return nil
        }
        return text
    }

    /// `1h` or `1000`.
    private func overlap(_ fields: FieldReader) -> QueryPlan.Overlap? {
        guard let written = fields.text("overlap") else { return nil }
        if let count = Int64(written), count >= 0 { return .count(count) }
        return fields.seconds("overlap").map { .seconds($0) }
    }
}
