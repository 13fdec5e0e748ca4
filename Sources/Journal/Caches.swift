import Foundation
import GRDB
import Purchases

/// What the writer remembers of the file, so that it asks for it once. Bounded by the catalogue and the inputs.
///
/// Only ever changed inside the writer's transaction; thrown away when that fails.
struct Caches {
    /// Positions that were not worth a commit of their own, by source.
    var waitingPositions: [ExactText: KeptPosition] = [:]
    /// Whether any line was ever refused for its time; nil while nobody has asked.
    private var hasRefusals: Bool?
    private var deletions: (before: EventTime?, closing: EventTime?)?
    private var lastSequence: Int64?
    private var rows: [[ProductRow]: Int64] = [:]
    private var products: Set<ExactText> = []
    private var sources: [ExactText: Int64] = [:]

    mutating func nextSequence(_ db: Database) throws -> Int64 {
        let last = try lastSequence ?? Int64.fetchOne(db, sql: "SELECT max(sequence) FROM line") ?? 0
        lastSequence = last + 1
        return last + 1
    }

    /// Whether a decision about a line may be known. Hardly any journal has one, and every new line asks.
    mutating func mayHaveRefused(_ db: Database) throws -> Bool {
        if let hasRefusals { return hasRefusals }
        let has = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM refusal)") ?? false
        hasRefusals = has
        return has
    }

    /// Lines were deleted: what is remembered of them may be wrong. Positions that wait are not.
    mutating func forgetDeleted() {
        let waiting = waitingPositions
        self = Caches()
        waitingPositions = waiting
    }

    /// What was deleted of lines, and the latest closing of a pack.
    mutating func deleted(_ db: Database) throws -> (before: EventTime?, closing: EventTime?) {
        if let deletions { return deletions }
        func time(_ sql: String) throws -> EventTime? {
            try Int64.fetchOne(db, sql: sql).map { EventTime(microseconds: $0) }
        }
        let found = (
            before: try time("SELECT before_micros FROM retention WHERE kind = 'lines'"),
            closing: try time("SELECT max(before_micros) FROM closing")
        )
        deletions = found
        return found
    }

    mutating func noteRefusal() { hasRefusals = true }

    mutating func id(ofSource name: String, _ db: Database) throws -> Int64 {
        let key = ExactText(name)
        if let id = sources[key] { return id }
        let id = try Self.id(of: Data(name.utf8), table: "source", column: "name", db)
        sources[key] = id
        return id
    }

    mutating func id(of wanted: [ProductRow], _ db: Database) throws -> Int64 {
        if let id = rows[wanted] { return id }
        let id = try Self.id(
            of: try Journal.jsonData(wanted), table: "catalogue_rows", column: "content", db)
        rows[wanted] = id
        return id
    }

    mutating func keep(product: ExactText, _ db: Database) throws {
        guard products.insert(product).inserted else { return }
        try db.execute(
            sql: "INSERT OR IGNORE INTO product (product) VALUES (?)", arguments: [Data(product.string.utf8)])
    }

    private static func id(of value: Data, table: String, column: String, _ db: Database) throws -> Int64 {
        let known = try Int64.fetchOne(
            db, sql: "SELECT id FROM \(table) WHERE \(column) = ?", arguments: [value])
        if let known { return known }
        try db.execute(sql: "INSERT INTO \(table) (\(column)) VALUES (?)", arguments: [value])
        return db.lastInsertedRowID
    }
}
