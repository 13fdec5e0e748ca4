import Purchases

/// Reads several article files one after the other, as if they were one. Blocks.
package struct ArticleInputs {
    package let paths: [String]
    private let map: ArticleMap?
    private let command: String
    private var reader: ArticleReader?
    private var index = 0

    /// What is wrong with rows of the files that were read to their end, and of the one in hand.
    package var findings: ArticleFindings {
        var all = finished
        if let reader { all.add(reader.findings) }
        return all
    }
    private var finished = ArticleFindings()
    private var finishedGTINs = 0
    /// GTINs whose check digit is wrong, so far.
    package var wrongGTINs: Int { finishedGTINs + (reader?.wrongGTINs ?? 0) }
    /// What a person should know of how the files begun so far were read, in words.
    package private(set) var notes: [String] = []

    /// - Parameters:
    ///   - paths: files, or `-` for standard input, which may be named once.
    ///   - map: which column holds what; nil: it is inferred, for each file on its own.
    ///   - command: the command that messages name.
    package init(_ paths: [String], map: ArticleMap?, command: String = "catalogue screen") {
        self.paths = paths
        self.map = map
        self.command = command
    }

    /// The next article; nil after the last of all files.
    ///
    /// - Throws: what keeps the next file from being read at all.
    package mutating func next() throws(ArticleError) -> Article? {
        while true {
            if let article = reader?.next() { return article }
            if let done = reader {
                finished.add(done.findings)
                finishedGTINs += done.wrongGTINs
                reader = nil
            }
            guard index < paths.count else { return nil }
            let path = paths[index]
            index += 1
            let next = try ArticleReader(
                source: path, bytes: try ArticleFile.bytes(path, command: command), map: map, command: command
            )
            notes += next.notes
            reader = next
        }
    }
}
