import Foundation

/// Diagnostics as a SARIF 2.1.0 log, which code hosts and editors read.
package enum DiagnosticsSARIF {
    private struct Log: Encodable {
        let schema =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
        let version = "2.1.0"
        let runs: [Run]

        enum CodingKeys: String, CodingKey {
            case schema = "$schema"
            case version, runs
        }
    }

    private struct Run: Encodable {
        let tool: Tool
        let columnKind = "unicodeCodePoints"
        let results: [Result]
    }

    private struct Tool: Encodable { let driver: Driver }

    private struct Driver: Encodable {
        let name = "tillwatch"
        let version: String
        let rules: [Rule]
    }

    private struct Text: Encodable { let text: String }

    private struct Rule: Encodable {
        let id: String
        let name: String
        let shortDescription: Text
        let fullDescription: Text
        let help: Text?
    }

    private struct Result: Encodable {
        let ruleId: String
        let ruleIndex: Int?
        let level: String
        let message: Text
        let locations: [Location]
    }

    private struct Location: Encodable { let physicalLocation: PhysicalLocation }

    private struct PhysicalLocation: Encodable {
        let artifactLocation: Artifact
        let region: Region?
    }

    private struct Artifact: Encodable { let uri: String }

    private struct Region: Encodable {
        let startLine: Int
        let startColumn: Int
        let snippet: Text?
    }

    /// The log of one run; its rules are the codes that were found.
    package static func text(_ diagnostics: [Diagnostic], version: String) throws -> String {
        let ids = Set(diagnostics.map(\.code))
        let codes = DiagnosticCode.all.filter { ids.contains($0.id) }
        let places = Dictionary(codes.enumerated().map { ($1.id, $0) }) { first, _ in first }
        let results = diagnostics.map { diagnostic in
            Result(
                ruleId: diagnostic.code, ruleIndex: places[diagnostic.code],
                level: diagnostic.severity.rawValue,
                message: Text(
                    text: visible(diagnostic.message)
                        + (diagnostic.help.map { "\nhelp: \(visible($0))" } ?? "")),
                locations: [Location(physicalLocation: place(of: diagnostic))])
        }
        let driver = Driver(version: version, rules: codes.map(rule))
        return try DiagnosticsJSON.encoded(Log(runs: [Run(tool: Tool(driver: driver), results: results)]))
    }

    private static func rule(_ code: DiagnosticCode) -> Rule {
        let words = code.name.split { !$0.isLetter && !$0.isNumber }
        return Rule(
            id: code.id, name: words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(),
            shortDescription: Text(text: code.name), fullDescription: Text(text: code.explanation),
            help: code.remedy.map(Text.init))
    }

    private static func place(of diagnostic: Diagnostic) -> PhysicalLocation {
        let region =
            diagnostic.hasPlace
            ? Region(
                startLine: diagnostic.line, startColumn: max(1, diagnostic.column),
                snippet: diagnostic.snippet.map { Text(text: visible($0)) }) : nil
        return PhysicalLocation(artifactLocation: Artifact(uri: uri(diagnostic.file)), region: region)
    }

    /// A path as a URI: relative as given, absolute with its scheme.
    private static func uri(_ path: String) -> String {
        let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        var text = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            if unreserved.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return text
    }
}
