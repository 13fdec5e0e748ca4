import Documents
import Foundation

/// The knowledge files of one folder.
package struct KnowledgeFolder: Sendable {
    package var knowledge: [Knowledge]
    package var language: LanguageRules
    /// Everything that is wrong with any of the files, file by file in order of name.
    package var diagnostics: [Diagnostic]

    /// At most so many files are read.
    package static let filesMax = 1_000

    /// Reads every `.yaml` of a folder, in order of name; `language.yaml` is the languages' own. Blocks.
    ///
    /// A folder without `language.yaml` is an error, and so are two files of one substance.
    package init(reading folder: String) {
        knowledge = []
        language = LanguageRules()
        diagnostics = []
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
                $0.hasSuffix(".yaml")
            }
        } catch {
            report(.unreadableFile, folder, "there is no such folder, or it may not be read")
            return
        }
        guard names.count <= Self.filesMax else {
            report(
                .fileTooLarge, folder,
                "the folder holds \(names.count) files; at most \(Self.filesMax) are read")
            return
        }
        var files: [String: String] = [:]
        var hasLanguage = false
        for name in names.sorted() {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            let isLanguage = name == LanguageRulesReader.id + ".yaml"
            hasLanguage = hasLanguage || isLanguage
            let bytes: [UInt8]
            do {
                bytes = try DocumentFile.read(path)
            } catch {
                diagnostics.append(error.diagnostic(file: path))
                continue
            }
            if isLanguage {
                let (rules, problems) = LanguageRulesReader.read(path: path, bytes: bytes)
                language = rules ?? language
                diagnostics += problems
                continue
            }
            let (one, problems) = KnowledgeReader.read(path: path, bytes: bytes)
            diagnostics += problems
            guard let one else { continue }
            if let first = files.updateValue(path, forKey: one.substance) {
                report(
                    .duplicateSubstance, path,
                    "\(quoted(one.substance)) has a knowledge file already: \(first)")
                continue
            }
            knowledge.append(one)
        }
        if !hasLanguage {
            report(.unreadableFile, folder + "/" + LanguageRulesReader.id + ".yaml", "there is no such file")
        }
    }

    private mutating func report(_ code: DiagnosticCode, _ file: String, _ message: String) {
        diagnostics.append(Diagnostic(code: code.id, file: file, message: message))
    }
}
