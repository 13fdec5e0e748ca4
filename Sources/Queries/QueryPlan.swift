/// What is read from which database, and how far a look reaches back.
package struct QueryPlan: Sendable, Hashable {
    package enum Database: Sendable, Hashable {
        /// A connection string as libpq reads it, without a password, and the file of the password.
        case postgres(String, passwordFile: String?)
        /// A database file.
        case sqlite(String)
    }

    /// How far before the last watermark a look begins.
    package enum Overlap: Sendable, Hashable {
        case none
        /// For moments in time.
        case seconds(Int64)
        /// For whole numbers.
        case count(Int64)
    }

    package var database: Database
    /// One query that only reads, without a semicolon at its end.
    package var query: String
    /// The column of its result that only grows: by it a look begins where the last one ended.
    package var watermark: String
    package var overlap = Overlap.none
    /// About how many rows make one file; rows of one watermark are never parted.
    package var rows = 100_000
    /// Seconds from one look to the next.
    package var every: Int64 = 60
    /// Seconds to connect within, and that one statement may take.
    package var timeout: Int64 = 300
    /// Where what was read waits for the journal.
    package var spool: String

    package init(database: Database, query: String, watermark: String, spool: String) {
        self.database = database
        self.query = query
        self.watermark = watermark
        self.spool = spool
    }

    /// Where it is, for people: without anything that is secret.
    package var shown: String {
        switch database {
        case .postgres(let connection, _): "postgres: " + connection
        case .sqlite(let path): path
        }
    }
}
