import Feeds
import Foundation
import Journal
import Purchases

/// The files that a followed file was moved away to, as logs are rotated. Blocks on the disk.
///
/// Looked for beside the file, under the names that rotation gives: the file's own name with something after it
/// (`sales.csv.1`, `sales.csv-20261127`), or with digits before its ending (`sales-20261127.csv`). The one that was read
/// from is known by the bytes before the place that reading came to; those written after it are newer than that.
package enum RotatedFiles {
    package struct Part: Sendable, Hashable {
        package var path: String
        package var status: FileStatus
        /// Where to go on in it; nil is its beginning.
        package var start: SourcePosition?
    }

    /// What is left to be read of the files that were moved away, the oldest first.
    ///
    /// - Parameter kept: the place that reading came to in the file that had the name then.
    /// - Returns: none where no file beside it holds the bytes before that place.
    package static func unread(of path: String, after kept: KeptPosition) -> [Part] {
        guard let mark = kept.mark else { return [] }
        let siblings = rotated(path)
        // Of several that hold the same bytes the oldest: what is read again is known.
        let found = siblings.first { file in
            file.status.size >= kept.position.offset
                && InputMark.of(file.path, before: kept.position.offset) == mark
        }
        guard let found else { return [] }
        var parts: [Part] = []
        if found.status.size > kept.position.offset {
            parts.append(
                Part(
                    path: found.path, status: found.status,
                    start: SourcePosition(
                        source: found.path, line: kept.position.line, offset: kept.position.offset)))
        }
        // Clocks of file systems tick slowly: those of the same moment are read too.
        for file in siblings where file.status.modified >= found.status.modified && file.path != found.path {
            parts.append(Part(path: file.path, status: file.status, start: nil))
        }
        return parts
    }

    /// The files beside `path` that were it once, by their names; the oldest first.
    private static func rotated(_ path: String) -> [(path: String, status: FileStatus)] {
        let cut = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
        let folder = path[..<cut]
        let name = String(path[cut...])
        // One that cannot be listed holds nothing to go on with.
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : String(folder)))
        return (names ?? []).filter { isRotated($0, from: name) }
            .compactMap { sibling in
                let status = FileStatus.of(folder + sibling)
                return status.flatMap { $0.kind == .file ? (path: folder + sibling, status: $0) : nil }
            }
            .sorted { ($0.status.modified, $0.path) < ($1.status.modified, $1.path) }
    }

    /// Whether a name is one that rotation gives to a file of another.
    package static func isRotated(_ name: String, from original: String) -> Bool {
        if name.hasPrefix(original) {
            return name.utf8.count > original.utf8.count
                && ".-_".contains(name[original.endIndex...].first ?? " ")
        }
        guard let point = original.lastIndex(of: "."), name.hasPrefix(original[..<point]),
            name.hasSuffix(original[point...]), name.utf8.count > original.utf8.count
        else { return false }
        let between = name.dropFirst(original[..<point].count).dropLast(original[point...].count)
        return between.first.map { ".-_".contains($0) } == true
            && between.allSatisfy { ($0.isASCII && $0.isNumber) || ".-_T:".contains($0) }
    }
}
