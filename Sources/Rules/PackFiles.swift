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

    package init(path: String, bytes: [UInt8], lists: [String: [UInt8]]) {
        self.path = path
        self.bytes = bytes
        self.lists = lists
    }

    /// The path of a list, as seen from where the pack was loaded.
    package func path(ofList name: String) -> String {
        if name.utf8.first == UInt8(ascii: "/") { return name }
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return name }
        return String(path[...slash]) + name
    }

    /// SHA-256 in hex over the pack and its lists, in the order in which the pack names them, each after its length.
    ///
    /// Paths are no part of it: the same files elsewhere are the same pack.
    func digest(listsInOrder names: [String]) -> String {
        var hash = SHA256()
        for content in [bytes] + names.map({ lists[$0] ?? [] }) {
            withUnsafeBytes(of: UInt64(content.count).bigEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: content)
        }
        return hex(hash.finalize())
    }
}
