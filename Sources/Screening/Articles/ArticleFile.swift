import Documents
import Foundation

/// Reads the bytes of article files, bounded.
package enum ArticleFile {
    /// Reads a file, a pipe, or (`-`) standard input to its end. Blocks.
    ///
    /// A file that is a spreadsheet by its name is answered before it is opened.
    ///
    /// - Throws: `.spreadsheet`, or what keeps the file from being read: it is not there, is a folder, or has more than
    ///   `ArticleReader.sizeMax` bytes.
    package static func bytes(_ path: String, command: String = "catalogue screen") throws(ArticleError)
        -> [UInt8]
    {
        if ArticleStart.isSpreadsheet(name: path) {
            throw .spreadsheet(line: ArticleStart.conversion(of: path, command: command))
        }
        let handle = try open(path)
        defer { if path != "-" { try? handle.close() } }
        var bytes: [UInt8] = []
        do {
            while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
                bytes.append(contentsOf: chunk)
                if bytes.count > ArticleReader.sizeMax { break }
            }
        } catch {
            let reason = (error as NSError).localizedFailureReason ?? error.localizedDescription
            throw problem(.unreadableFile, path, "the file cannot be read: \(reason)")
        }
        guard bytes.count <= ArticleReader.sizeMax else {
            throw problem(
                .fileTooLarge, path,
                "the file has more than \(ArticleReader.sizeMax) bytes, and no more are read",
                help: "cut it into several files, each with the header")
        }
        return bytes
    }

    /// Answers files that are spreadsheets by their names, before anything else is looked at.
    package static func refuseSpreadsheets(
        _ paths: [String], command: String = "catalogue screen"
    ) throws(ArticleError) {
        for path in paths where ArticleStart.isSpreadsheet(name: path) {
            throw .spreadsheet(line: ArticleStart.conversion(of: path, command: command))
        }
    }

    private static func open(_ path: String) throws(ArticleError) -> FileHandle {
        if path == "-" { return .standardInput }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw problem(
                .unreadableFile, path, "there is no such file",
                help: "check the path; it counts from the working folder")
        }
        guard !isFolder.boolValue, let handle = FileHandle(forReadingAtPath: path) else {
            throw problem(
                .unreadableFile, path, isFolder.boolValue ? "this is a folder" : "the file may not be read",
                help: isFolder.boolValue ? "name the files in it" : nil)
        }
        return handle
    }

    private static func problem(
        _ code: DiagnosticCode, _ path: String, _ message: String, help: String? = nil
    ) -> ArticleError {
        .unreadable([Diagnostic(code: code.id, file: path, message: message, help: help)])
    }
}
