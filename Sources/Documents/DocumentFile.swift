import Foundation

/// Reads the small files that a person writes.
package enum DocumentFile {
    package enum Problem: Error, Hashable, Sendable {
        case notThere
        case notAFile
        case tooLarge(Int)
        case unreadable(String)

        package var message: String {
            switch self {
            case .notThere: "there is no such file"
            case .notAFile: "this is no ordinary file"
            case .tooLarge(let most): "the file is larger than \(most) bytes"
            case .unreadable(let reason): "the file cannot be read: \(reason)"
            }
        }

        /// As a message about the whole file.
        package func diagnostic(file: String) -> Diagnostic {
            let code: DiagnosticCode = if case .tooLarge = self { .fileTooLarge } else { .unreadableFile }
            return Diagnostic(
                code: code.id, file: file, message: message,
                help: self == .notThere ? "check the path; it counts from the working folder" : nil)
        }
    }

    /// Reads an ordinary file of a bounded size. Blocks.
    ///
    /// - Throws: what is wrong, when it is not there, is no ordinary file, is larger, or may not be read.
    package static func read(
        _ path: String, sizeMax: Int = YAMLReader.sizeMax
    ) throws(Problem) -> [UInt8] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .notThere }
        do {
            // A link is followed; what it leads to must be an ordinary file, for a pipe might never end.
            let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
            guard try target.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
                throw Problem.notAFile
            }
            let handle = try FileHandle(forReadingFrom: target)
            defer { try? handle.close() }
            let data = try handle.read(upToCount: sizeMax + 1) ?? Data()
            guard data.count <= sizeMax else { throw Problem.tooLarge(sizeMax) }
            return [UInt8](data)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw .unreadable((error as NSError).localizedFailureReason ?? error.localizedDescription)
        }
    }

    /// Reads a file as a document of its kind. Blocks.
    ///
    /// - Parameters:
    ///   - diagnostics: takes what is wrong, with the file or with what stands in it.
    ///   - body: makes the document of the whole file.
    /// - Returns: the document; nil without one that may be used.
    package static func read<Document>(
        _ path: String, sizeMax: Int = YAMLReader.sizeMax, _ diagnostics: inout [Diagnostic],
        _ body: ([UInt8]) -> (Document?, [Diagnostic])
    ) -> Document? {
        do throws(Problem) {
            let (document, found) = body(try read(path, sizeMax: sizeMax))
            diagnostics += found
            return document
        } catch {
            diagnostics.append(error.diagnostic(file: path))
            return nil
        }
    }
}
