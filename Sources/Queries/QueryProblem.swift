import Spool

extension FetchError.Code {
    /// No connection, or it broke.
    package static let queryConnection = Self(rawValue: "QUERY_CONNECTION")
    /// The database does not let this user in, or not see that.
    package static let queryDenied = Self(rawValue: "QUERY_DENIED")
    /// The query is wrong: a table or column that is not there, a mistake in its words.
    package static let queryWrong = Self(rawValue: "QUERY_WRONG")
    /// The query would change something.
    package static let queryWrites = Self(rawValue: "QUERY_WRITES")
    /// The watermark's column cannot be used as that.
    package static let queryWatermark = Self(rawValue: "QUERY_WATERMARK")
    /// A file of rows was refused by the feed file.
    package static let queryRefused = Self(rawValue: "QUERY_REFUSED")
    /// The database says something else.
    package static let queryFailed = Self(rawValue: "QUERY_FAILED")
}

/// What a database says, as an error that a person can use.
enum QueryProblem {
    /// - Parameters:
    ///   - state: the SQLSTATE; empty where the server said none.
    static func postgres(_ state: String, _ message: String, at place: String) -> FetchError {
        let said = state.isEmpty ? message : "\(message) (\(state))"
        switch state {
        case "25006": return writes(said, at: place)
        case "42501", "28000", "28P01":
            return FetchError(
                .queryDenied, said, at: place, hint: "let this user read what the query reads: GRANT SELECT",
                isPassing: false)
        case "57014":
            return FetchError(
                .queryFailed, said, at: place,
                hint: "add an index on the watermark's column, or raise `timeout`", isPassing: true)
        default: break
        }
        switch state.prefix(2) {
        case "08", "57", "": return connection(said, at: place)
        case "40", "53", "55", "58", "XX":
            return FetchError(.queryFailed, said, at: place, isPassing: true)
        case "42", "0A", "22":
            return FetchError(
                .queryWrong, said, at: place,
                hint: "look at `query` and `watermark`; try the query with psql",
                isPassing: false)
        default: return FetchError(.queryFailed, said, at: place, isPassing: false)
        }
    }

    static func connection(_ said: String, at place: String) -> FetchError {
        FetchError(
            .queryConnection, said, at: place, hint: "rows that were not read are read once it answers",
            isPassing: true)
    }

    static func denied(_ said: String, at place: String) -> FetchError {
        FetchError(
            .queryDenied, said, at: place,
            hint:
                "look at the user and at `password_file`; it is tried again seldom, so that no account is locked",
            isPassing: false)
    }

    static func writes(_ said: String, at place: String) -> FetchError {
        FetchError(
            .queryWrites, "the query would change the database: \(said)", at: place,
            hint: "nothing was changed; write a query that only reads", isPassing: false)
    }

    static func watermark(_ what: String, _ hint: String, at place: String) -> FetchError {
        FetchError(.queryWatermark, what, at: place, hint: hint, isPassing: false)
    }

    static func emptyWatermark(_ column: String, at place: String) -> FetchError {
        watermark(
            "there are rows without a value in `\(column)`, which would never be read",
            "use a column that is NOT NULL, or leave such rows out: WHERE \(column) IS NOT NULL", at: place)
    }

    static func overlap(_ column: String, _ type: String, at place: String) -> FetchError {
        watermark(
            "the overlap does not fit `\(column)`, which is \(type)",
            "write `overlap: 1h` for a column of times, `overlap: 1000` for whole numbers, none for others",
            at: place)
    }

    static func refused(_ path: String, at place: String) -> FetchError {
        FetchError(
            .queryRefused, "the feed file cannot read the rows in \(path)", at: place,
            hint: "mend the feed file or the query, and delete that file: its rows are read again",
            isPassing: false)
    }
}
