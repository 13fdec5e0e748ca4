import Foundation

/// A result that is written to a file of its own. The file is begun before the work, so that one that cannot be written
/// is said before it.
struct ResultFile: Sendable {
    private let path: String
    private let what: String
    private let file: FileHandle

    /// - Parameter what: what is written, without an article: `report`.
    init(path: String, what: String) throws {
        self.path = path
        self.what = what
        file = try openForWriting(path, what: what)
    }

    func write(_ bytes: [UInt8]) throws {
        do {
            try file.write(contentsOf: bytes)
        } catch {
            throw Failure(writing: "the \(what)", to: path, error)
        }
    }
}
