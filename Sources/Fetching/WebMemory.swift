/// What is remembered of one file at an HTTPS address, what is asked of the server by it, and what its answer means.
package struct WebMemory: Codable, Sendable, Hashable {
    /// By what a server tells one content of a file from another.
    package struct Version: Codable, Sendable, Hashable {
        package var tag: String?
        package var modified: String?

        package init(tag: String? = nil, modified: String? = nil) {
            self.tag = tag
            self.modified = modified
        }

        package init(_ headers: [String: String]) {
            tag = headers["etag"]
            modified = headers["last-modified"]
        }

        /// By what a rest may be asked for: a strong tag. A time of change is no such thing: two contents may share a second.
        var validator: String? { tag.flatMap { $0.hasPrefix("W/") ? nil : $0 } }
    }

    package enum Meaning: Sendable, Hashable {
        /// The body is the whole file; what is there of it is thrown away.
        case whole
        /// The body is the rest.
        case rest
        case unchanged
        /// The server has no such rest: it is asked for the whole.
        case again
        case refused(Int)
    }

    /// Whose memory it is: another address has none.
    package var url: String
    /// Of the content that was put into the spool last.
    package var kept: Version?
    /// Of the content that has begun to arrive.
    package var part: Version?
    package var boot: String?

    package init(url: String) { self.url = url }

    /// What is asked: the rest of what has begun to arrive, or the whole where it has changed.
    ///
    /// - Parameter arrived: bytes that are there of the part.
    package func question(arrived: Int64) -> (headers: [String], range: String?) {
        if arrived > 0, let validator = part?.validator {
            return (["If-Range: \(validator)"], "\(arrived)-")
        }
        var headers: [String] = []
        if let tag = kept?.tag { headers.append("If-None-Match: \(tag)") }
        if let modified = kept?.modified { headers.append("If-Modified-Since: \(modified)") }
        return (headers, nil)
    }

    /// - Parameters:
    ///   - arrived: the bytes beyond which the rest was asked for; 0 where the whole was.
    package func meaning(status: Int, headers: [String: String], arrived: Int64) -> Meaning {
        switch status {
        case 200: return .whole
        case 206 where arrived > 0:
            let begins = headers["content-range"]?.lowercased().hasPrefix("bytes \(arrived)-") ?? false
            // Without a tag it is that of what was asked for; with another one the server did not look.
            let isSame = headers["etag"].map { $0 == part?.tag } ?? true
            return begins && isSame ? .rest : .again
        case 304: return .unchanged
        case 206, 416: return arrived > 0 ? .again : .refused(status)
        default: return .refused(status)
        }
    }
}
