import Feeds
import Foundation

/// What a drop folder holds, and how files leave it. Blocks on the disk.
enum FolderFiles {
    struct Problem: Error {
        var reason: String

        init(_ number: Int32) { reason = String(cString: strerror(number)) }
    }

    /// Names that programs give to what they still write.
    private static let unfinished = [".part", ".partial", ".tmp", ".filepart", ".crdownload"]

    /// The files that the pattern matches, and those of them beside which a marker lies.
    static func list(
        _ plan: FolderSource.Plan
    ) throws(Problem) -> (entries: [FolderListing.Entry], marked: Set<String>) {
        guard access(plan.folder, R_OK | X_OK) == 0 else { throw Problem(errno) }
        var ending: String?
        if case .marker(let text) = plan.ready { ending = text }
        var entries: [FolderListing.Entry] = []
        var marked: Set<String> = []
        for name in names(plan.folder, plan.pattern) {
            if let ending, name.hasSuffix(ending) { continue }
            if unfinished.contains(where: name.hasSuffix) { continue }
            guard let entry = entry(name, in: plan.folder) else { continue }
            entries.append(entry)
            if let ending, access(plan.folder + "/" + name + ending, F_OK) == 0 { marked.insert(name) }
        }
        return (entries, marked)
    }

    /// An ordinary file of the folder as it is now; nil for anything else.
    static func entry(_ name: String, in folder: String) -> FolderListing.Entry? {
        guard let status = FileStatus.of(folder + "/" + name), status.kind == .file else { return nil }
        return FolderListing.Entry(name: name, size: status.size, modified: status.modified)
    }

    static func delete(_ path: String) throws(Problem) {
        guard unlink(path) == 0 || errno == ENOENT else { throw Problem(errno) }
    }

    /// Moves a file into a folder, which is made; never over another file: a number is added to the name then.
    static func move(_ path: String, to folder: String) throws(Problem) {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        for number in 0..<10_000 {
            let target = folder + "/" + name + (number == 0 ? "" : ".\(number)")
            // A link is refused where the name is taken; a rename would replace what is there.
            if link(path, target) == 0 { return try delete(path) }
            switch errno {
            case EEXIST: continue
            case ENOENT where access(path, F_OK) != 0: return
            default: throw Problem(errno)
            }
        }
        throw Problem(EEXIST)
    }

    private static func names(_ folder: String, _ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        let escaped = folder.map { "*?[\\".contains($0) ? "\\\($0)" : String($0) }.joined()
        guard glob(escaped + "/" + pattern, 0, nil, &found) == 0 else { return [] }
        var names: [String] = []
        for index in 0..<Int(found.gl_pathc) {
            guard let path = found.gl_pathv[index] else { continue }
            names.append(String(String(cString: path).dropFirst(folder.count + 1)))
        }
        return names
    }
}
