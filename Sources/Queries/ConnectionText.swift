import CPostgres

/// A connection string of libpq, looked at before anything is connected.
package struct ConnectionText: Sendable, Hashable {
    package enum Problem: Error, Sendable, Hashable {
        /// It is no connection string; with what libpq says.
        case unreadable(String)
        case hasPassword
        /// It leads to another machine, and does not check who answers.
        case open
    }

    /// - Throws: why it cannot be used.
    package static func check(_ text: String) throws(Problem) {
        var said: UnsafeMutablePointer<CChar>?
        // because libpq's list and message live until they are freed below.
        guard let options = unsafe PQconninfoParse(text, &said) else {
            defer { unsafe PQfreemem(said) }
            // What it says may repeat what was written, with a password in it.
            throw .unreadable("it is not as libpq reads it")
        }
        defer { unsafe PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = unsafe options
        while let key = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                values[unsafe String(cString: key)] = unsafe String(cString: value)
            }
            unsafe option += 1
        }
        if values["password"] != nil || values["sslpassword"] != nil { throw .hasPassword }
        let hosts = [values["host"], values["hostaddr"]].compactMap(\.self)
            .flatMap { $0.split(separator: ",").map(String.init) }
        let isLocal = hosts.allSatisfy(isLocal) && values["service"] == nil
        if !isLocal, values["sslmode"] != "verify-full" { throw .open }
    }

    private static func isLocal(_ host: String) -> Bool {
        host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1"
            || host.hasPrefix("127.")
    }
}
