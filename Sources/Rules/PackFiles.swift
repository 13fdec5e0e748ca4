import Crypto
import Documents
import Purchases

/// All that a pack was compiled from; the journal keeps it, so that a ledger can always be rebuilt.
package struct PackFiles: Sendable, Codable, Hashable {
    /// Where the pack lies; what messages call it.
    package var path: String
    package var bytes: [UInt8]
    /// The lists' bytes, by the path that the pack gives them.
    package var lists: [String: [UInt8]]
    /// The bytes of files of values (`{file: PATH}`), likewise.
    package var values: [String: [UInt8]]

    package init(
        path: String, bytes: [UInt8], lists: [String: [UInt8]], values: [String: [UInt8]] = [:]
    ) {
        self.path = path
        self.bytes = bytes
        self.lists = lists
        self.values = values
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        path = try container.decode(String.self, forKey: .path)
        bytes = try container.decode([UInt8].self, forKey: .bytes)
        lists = try container.decode([String: [UInt8]].self, forKey: .lists)
        // Journals from before files of values do not have them.
        values = try container.decodeIfPresent([String: [UInt8]].self, forKey: .values) ?? [:]
    }

    /// The path of a file that the pack names, as seen from where the pack was loaded.
    package func path(of name: String) -> String {
        if name.utf8.first == UInt8(ascii: "/") { return name }
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return name }
        return String(path[...slash]) + name
    }

    /// SHA-256 in hex over the pack, its lists and its files of values, in the order in which the pack names them, each
    /// after its length.
    ///
    /// Paths are no part of it: the same files elsewhere are the same pack.
    func digest(lists names: [String], values valueNames: [String]) -> String {
        var hash = SHA256()
        let contents = [bytes] + names.map { lists[$0] ?? [] } + valueNames.map { values[$0] ?? [] }
        for content in contents {
            withUnsafeBytes(of: UInt64(content.count).bigEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: content)
        }
        return hex(hash.finalize())
    }
}
