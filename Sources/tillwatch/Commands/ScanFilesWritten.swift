import Foundation
import Pipeline
import Purchases

/// Quarantined lines as NDJSON: reason, source, position, mapped fields with pseudonyms, never the raw line
/// (`docs/FORMATS.md` 2). The file is begun anew by every run.
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
        do {
            try file.write(contentsOf: bytes)
        } catch {
            throw Failure(writing: "the quarantine file", to: path, error)
        }
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

/// The summary as JSON. The file is begun before the run, so that one that cannot be written is said before the work.
struct SummaryFile: Sendable {
    private let path: String
    private let file: FileHandle

    init(path: String) throws {
        self.path = path
        file = try openForWriting(path, what: "summary file")
    }

    func write(_ summary: ScanSummary) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes = try encoder.encode(summary) + [0x0A]
        do {
            try file.write(contentsOf: bytes)
        } catch {
            throw Failure(writing: "the summary file", to: path, error)
        }
    }
}

func openForWriting(_ path: String, what: String) throws -> FileHandle {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
        throw Failure(
            "FILE_NOT_WRITTEN", "cannot write the \(what): \(String(cString: strerror(errno)))", at: path,
            help: "check that the folder exists and that you may write there", status: .unusable)
    }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
}
