import CPostgres
import Foundation
import Spool

/// One connection to PostgreSQL. Used by one thread; owns the connection. Waits at most a fifth of a second before it looks
/// whether it is to stop.
@safe final class PostgresSession {
    /// That it is to stop; told as an error, so that everything is left.
    static let stopped = FetchError(.queryConnection, "stopped", at: "", isPassing: true)

    let place: String
    // because libpq's handle is given to libpq alone, and only by this object's thread.
    private let connection: OpaquePointer
    private let isStopping: () -> Bool
    /// Seconds of silence after which the server is given up.
    private let patience: Int64

    init(
        _ text: String, _ passwordFile: String?, _ plan: QueryPlan, isStopping: @escaping () -> Bool
    ) throws(FetchError) {
        place = plan.shown
        self.isStopping = isStopping
        patience = plan.timeout + 10
        var pairs = [
            ("dbname", text), ("client_encoding", "UTF8"), ("fallback_application_name", "tillwatch"),
        ]
        if let passwordFile { pairs.append(("password", try Self.secret(passwordFile))) }
        // because strdup's copies live until they are freed below, after libpq has copied them.
        var keys = unsafe pairs.map { unsafe UnsafePointer<CChar>(strdup($0.0)) } + [nil]
        var values = unsafe pairs.map { unsafe UnsafePointer<CChar>(strdup($0.1)) } + [nil]
        defer {
            unsafe keys.forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) }
            unsafe values.forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) }
        }
        guard let connection = unsafe PQconnectStartParams(&keys, &values, 1) else {
            throw QueryProblem.connection("no memory for a connection", at: plan.shown)
        }
        unsafe self.connection = unsafe connection
        try connect(within: min(plan.timeout, 30))
    }

    deinit { unsafe PQfinish(connection) }

    private func connect(within seconds: Int64) throws(FetchError) {
        var left = seconds * 5
        while true {
            // because the connection lives as long as this object; the same below.
            switch unsafe PQconnectPoll(connection) {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_FAILED: throw connectionProblem()
            case PGRES_POLLING_WRITING: while try !wait(Int16(POLLOUT), &left) {}
            default: while try !wait(Int16(POLLIN), &left) {}
            }
        }
    }

    private func connectionProblem() -> FetchError {
        let said = unsafe Self.text(PQerrorMessage(connection))
        let asked =
            unsafe PQconnectionUsedPassword(connection) != 0 || PQconnectionNeedsPassword(connection) != 0
        return asked ? QueryProblem.denied(said, at: place) : QueryProblem.connection(said, at: place)
    }

    /// Runs one statement, and returns the first row; NULL as nil.
    func row(_ sql: String) throws(FetchError) -> (values: [String?], type: UInt32)? {
        try send(sql)
        let result = unsafe try next()
        defer { unsafe PQclear(result) }
        guard let result = unsafe result else { throw lost() }
        let status = unsafe PQresultStatus(result)
        guard status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK else { throw unsafe problem(result) }
        let type = unsafe PQnfields(result) > 0 ? PQftype(result, 0) : 0
        var values: [String?] = []
        if unsafe PQntuples(result) > 0 {
            for column in 0..<(unsafe PQnfields(result)) {
                let isNull = unsafe PQgetisnull(result, 0, column) != 0
                values.append(isNull ? nil : unsafe String(cString: PQgetvalue(result, 0, column)))
            }
        }
        try drain()
        return (values, type)
    }

    /// Runs a COPY TO STDOUT; a piece is a row.
    func copy(_ sql: String, into file: RowFile) throws(FetchError) {
        try send(sql)
        let begun = unsafe try next()
        guard let begun = unsafe begun else { throw lost() }
        let isCopying = unsafe PQresultStatus(begun) == PGRES_COPY_OUT
        let error = isCopying ? nil : unsafe problem(begun)
        unsafe PQclear(begun)
        if let error { throw error }
        var left = patience * 5
        while true {
            var piece: UnsafeMutablePointer<CChar>?
            // because libpq gives the buffer away, which is freed after it was written.
            let count = unsafe PQgetCopyData(connection, &piece, 1)
            switch count {
            case 0:
                while try !wait(Int16(POLLIN), &left) {}
                guard unsafe PQconsumeInput(connection) == 1 else { throw lost() }
            case -1:
                try drain()
                return
            case ..<0: throw lost()
            default:
                left = patience * 5
                defer { unsafe PQfreemem(piece) }
                if let piece = unsafe piece {
                    let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: piece, count: Int(count)))
                    try file.write(bytes)
                }
                if isStopping() { throw cancelled() }
            }
        }
    }

    func literal(_ text: String) throws(FetchError) -> String {
        unsafe try escaped(PQescapeLiteral(connection, text, text.utf8.count))
    }

    func identifier(_ text: String) throws(FetchError) -> String {
        unsafe try escaped(PQescapeIdentifier(connection, text, text.utf8.count))
    }

    private func escaped(_ pointer: UnsafeMutablePointer<CChar>?) throws(FetchError) -> String {
        guard let pointer = unsafe pointer else { throw connectionProblem() }
        defer { unsafe PQfreemem(pointer) }
        return unsafe String(cString: pointer)
    }

    // MARK: Waiting

    /// By the protocol that takes one statement only, so that no query can end the transaction.
    private func send(_ sql: String) throws(FetchError) {
        guard unsafe PQsendQueryParams(connection, sql, 0, nil, nil, nil, nil, 0) == 1 else { throw lost() }
    }

    private func next() throws(FetchError) -> OpaquePointer? {
        var left = patience * 5
        while unsafe PQisBusy(connection) == 1 {
            if try wait(Int16(POLLIN), &left) {
                guard unsafe PQconsumeInput(connection) == 1 else { throw lost() }
            }
        }
        return unsafe PQgetResult(connection)
    }

    /// Takes what is left of a statement's answer.
    private func drain() throws(FetchError) {
        while let result = unsafe try next() {
            let isFine = unsafe PQresultStatus(result) != PGRES_FATAL_ERROR
            let error = isFine ? nil : unsafe problem(result)
            unsafe PQclear(result)
            if let error { throw error }
        }
    }

    /// - Returns: whether the socket is ready.
    private func wait(_ events: Int16, _ left: inout Int64) throws(FetchError) -> Bool {
        if isStopping() { throw cancelled() }
        guard left > 0 else { throw QueryProblem.connection("the server does not answer", at: place) }
        var waited = pollfd(fd: unsafe PQsocket(connection), events: events, revents: 0)
        // because the one descriptor lives for the time of the call.
        if unsafe poll(&waited, 1, 200) > 0 { return true }
        left -= 1
        return false
    }

    /// Ends at once; the server rolls back what only read, and stops by itself when its client is gone.
    private func cancelled() -> FetchError {
        if let cancel = unsafe PQgetCancel(connection) {
            var text = [CChar](repeating: 0, count: 256)
            _ = unsafe PQcancel(cancel, &text, 256)
            unsafe PQfreeCancel(cancel)
        }
        return Self.stopped
    }

    private func lost() -> FetchError {
        QueryProblem.connection(unsafe Self.text(PQerrorMessage(connection)), at: place)
    }

    private func problem(_ result: OpaquePointer) -> FetchError {
        let state = unsafe PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map {
            unsafe String(cString: $0)
        }
        let said = unsafe PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map {
            unsafe String(cString: $0)
        }
        return QueryProblem.postgres(
            state ?? "", said ?? (unsafe Self.text(PQresultErrorMessage(result))), at: place)
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        guard let pointer = unsafe pointer else { return "no message" }
        return unsafe String(cString: pointer).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func secret(_ path: String) throws(FetchError) -> String {
        let line = FileManager.default.contents(atPath: path).map {
            String(decoding: $0, as: UTF8.self).prefix { !$0.isNewline }
        }
        guard let line, !line.isEmpty else {
            throw FetchError(
                .queryDenied, "the password's file cannot be read, or its first line is empty", at: path,
                hint: "let this user read it; its first line counts", isPassing: false)
        }
        return String(line)
    }
}
