import Documents
import Foundation

/// Packs with everything that they name, and their tests, in one file (`docs/SIGNING.md`).
///
/// The bytes are a function of the content: one content has one file.
package struct PackBundle: Sendable, Hashable {
    /// A pack with its files.
    package struct Part: Sendable, Hashable {
        /// The name of the pack's file, without folders.
        package var name: String
        package var files: PackFiles
        /// By name.
        package var tests: [String: [UInt8]]

        package init(name: String, files: PackFiles, tests: [String: [UInt8]] = [:]) {
            self.name = name
            self.files = files
            self.tests = tests
        }
    }

    package static let sizeMax = 16 << 20
    private static let partsMax = 64
    private static let format = 1

    package var parts: [Part]

    package init(_ parts: [Part]) { self.parts = parts }

    /// The file; ends with a line break.
    package func bytes() throws -> [UInt8] { try Self.bytes(of: Document(self)) }

    /// Reads a bundle; nil for anything that `bytes` does not write exactly so.
    ///
    /// - Parameter path: what messages call the bundle.
    package init?(_ bytes: [UInt8], path: String) {
        guard bytes.count <= Self.sizeMax,
            let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)),
            document.format == Self.format, (1...Self.partsMax).contains(document.packs.count),
            let written = try? Self.bytes(of: document), written == bytes
        else { return nil }
        parts = document.packs.map { $0.part(path: path) }
        guard parts.allSatisfy({ Self.isFileName($0.name) }), Set(parts.map(\.name)).count == parts.count
        else { return nil }
    }

    private static func bytes(of document: Document) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(document)) + [0x0A]
    }

    private static func isFileName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 255 && !name.contains("/") && name == visible(name)
    }

    // MARK: As it is written

    /// Lists of entries in order of names, and no objects with free keys: how those are sorted is a matter of taste.
    private struct Document: Codable {
        var packs: [PackEntry]
        var format: Int

        enum CodingKeys: String, CodingKey {
            case packs
            case format = "tillwatch-bundle"
        }

        init(_ bundle: PackBundle) {
            packs = bundle.parts.map(PackEntry.init)
            format = PackBundle.format
        }
    }

    private struct PackEntry: Codable {
        var bytes: Data
        var lists: [Entry]
        var name: String
        var tests: [Entry]
        var values: [Entry]

        init(_ part: Part) {
            bytes = Data(part.files.bytes)
            lists = Entry.all(part.files.lists)
            name = part.name
            tests = Entry.all(part.tests)
            values = Entry.all(part.files.values)
        }

        func part(path: String) -> Part {
            Part(
                name: name,
                files: PackFiles(
                    path: "\(path)/\(name)", bytes: Array(bytes), lists: Entry.byName(lists),
                    values: Entry.byName(values)),
                tests: Entry.byName(tests))
        }
    }

    private struct Entry: Codable {
        var bytes: Data
        var name: String

        static func all(_ files: [String: [UInt8]]) -> [Entry] {
            files.map { Entry(bytes: Data($0.value), name: $0.key) }
                .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }

        static func byName(_ entries: [Entry]) -> [String: [UInt8]] {
            Dictionary(entries.map { ($0.name, Array($0.bytes)) }, uniquingKeysWith: { first, _ in first })
        }
    }
}
