import Foundation
import Pipeline
import Purchases

/// Quarantined lines as NDJSON: reason, source, position, mapped fields with pseudonyms, never the raw line
/// (`formats.md` 2). The file is begun anew by every run.
final class QuarantineFile {
    private let path: String
    private let file: FileHandle
    private let encoder = JSONEncoder()

    init(path: String) throws {
        self.path = path
        file = try openForWriting(path, what: "quarantine file")
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    func append(_ lines: [QuarantinedLine]) throws {
        guard !lines.isEmpty else { return }
        var bytes: [UInt8] = []
        for line in lines {
            bytes += try encoder.encode(Entry(line))
            bytes.append(0x0A)
        }
        try writeAll(bytes, to: file, path, what: "quarantine file")
    }

    private struct Entry: Encodable {
        var reason: String
        var detail: String
        var source: String
        var line: Int
        var offset: Int64
        var fields: [String: String]

        init(_ quarantined: QuarantinedLine) {
            reason = quarantined.reason.rawValue
            detail = quarantined.detail
            source = quarantined.position.source
            line = quarantined.position.line
            offset = quarantined.position.offset
            fields = Dictionary(
                quarantined.fields.map { ($0.name.string, $0.value.string) },
                uniquingKeysWith: { first, _ in first })
        }
    }
}

/// The summary as JSON.
enum SummaryFile {
    static func write(_ summary: ScanSummary, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let file = try openForWriting(path, what: "summary file")
        try writeAll(encoder.encode(summary) + [0x0A], to: file, path, what: "summary file")
    }
}

private func writeAll(_ bytes: some DataProtocol, to file: FileHandle, _ path: String, what: String) throws {
    do {
        try file.write(contentsOf: bytes)
    } catch {
        throw Failure(
            "FILE_NOT_WRITTEN", "cannot write the \(what) to its end", at: path,
            help: "check that the disk has room; what was committed is kept, run again")
    }
}

private func openForWriting(_ path: String, what: String) throws -> FileHandle {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else {
        throw Failure(
            "FILE_NOT_WRITTEN", "cannot write the \(what): \(String(cString: strerror(errno)))", at: path,
            help: "check that the folder exists and that you may write there", status: .unusable)
    }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
}
