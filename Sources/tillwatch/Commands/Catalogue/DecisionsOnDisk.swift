import Documents
import Foundation
import Screening

/// The decisions file as one command has it: read once, replaced as a whole, and never over what somebody else wrote
/// meanwhile.
struct DecisionsOnDisk: Sendable {
    let path: String
    /// The bytes that were last read or written; nil while there is no file.
    private var known: [UInt8]?
    private(set) var decisions: Decisions

    /// Reads the file; one that is not there holds no decisions.
    ///
    /// - Throws: a report with all errors of the file.
    init(path: String) throws(DiagnosticReport) {
        self.path = path
        decisions = Decisions()
        known = try Self.bytes(path)
        guard let known else { return }
        let (read, diagnostics) = DecisionsFile.read(path: path, bytes: known)
        guard let read else { throw DiagnosticReport(diagnostics) }
        decisions = read
    }

    /// Puts other decisions in the file's place. Blocks until they are on the disk.
    mutating func save(_ decisions: Decisions) throws {
        guard try Self.bytes(path) == known else {
            throw Failure(
                "DECISIONS_CHANGED",
                "somebody else changed the file meanwhile; the last decision is not in it", at: path,
                help: "run the command again: it goes on from what the file has now")
        }
        let bytes = Array(DecisionsFile.text(of: decisions).utf8)
        do throws(SavedFile.Problem) {
            try SavedFile.replace(path, with: bytes)
        } catch {
            let inner = NSError(domain: NSPOSIXErrorDomain, code: Int(error.number))
            throw Failure(writing: "the decisions", to: path, inner)
        }
        known = bytes
        self.decisions = decisions
    }

    private static func bytes(_ path: String) throws(DiagnosticReport) -> [UInt8]? {
        do throws(DocumentFile.Problem) {
            return try DocumentFile.read(path, sizeMax: DecisionsFile.sizeMax)
        } catch {
            if error == .notThere { return nil }
            throw DiagnosticReport([error.diagnostic(file: path)])
        }
    }
}
