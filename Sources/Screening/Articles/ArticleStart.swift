import Delimited
import Documents

/// What the first bytes of an article file say: what it is, and how its cells are told apart.
struct ArticleStart {
    enum Format: Hashable { case delimited(Dialect), json }

    var format: Format
    /// Where its header, or first object, begins.
    var offset: Int
    /// The line at which that is, from 1.
    var line: Int

    /// - Throws: for what is no text, or no text that articles are read from.
    init(_ bytes: [UInt8], source: String, command: String) throws(ArticleError) {
        try Self.refuseOthers(bytes, source: source, command: command)
        var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var line = 1
        while offset < bytes.count, bytes[offset] == 32 || (9...13).contains(bytes[offset]) {
            if bytes[offset] == 10 { line += 1 }
            // A tab may be an empty first cell.
            if bytes[offset] == 9 { break }
            offset += 1
        }
        guard offset < bytes.count else {
            throw .unreadable([
                Diagnostic(
                    code: DiagnosticCode.articlesEmpty.id, file: source, message: "the file holds nothing")
            ])
        }
        self.offset = offset
        self.line = line
        if bytes[offset] == UInt8(ascii: "{") {
            format = .json
        } else if let (dialect, end) = Self.statedDelimiter(bytes, offset) {
            format = .delimited(dialect)
            self.offset = end
            self.line += 1
        } else {
            format = .delimited(Self.delimiter(bytes, offset))
        }
    }

    private static func refuseOthers(
        _ bytes: [UInt8], source: String, command: String
    ) throws(ArticleError) {
        let magics: [[UInt8]] = [
            [0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06],
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
        ]
        if magics.contains(where: { bytes.starts(with: $0) }) || isSpreadsheet(name: source) {
            throw .spreadsheet(line: conversion(of: source, command: command))
        }
        func refuse(_ message: String, _ help: String) -> ArticleError {
            .unreadable([
                Diagnostic(
                    code: DiagnosticCode.articlesNotText.id, file: source, message: message, help: help)
            ])
        }
        let name = shellQuoted(source == "-" ? "FILE" : source)
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw refuse(
                "this is text in UTF-16, as spreadsheets save \"Unicode text\"",
                "`iconv -f UTF-16 -t UTF-8 \(name) | tillwatch \(command) - …`")
        }
        if bytes.starts(with: [0x1F, 0x8B]) {
            throw refuse("this is compressed", "`zcat \(name) | tillwatch \(command) - …`")
        }
        if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            throw refuse("this is compressed", "`zstdcat \(name) | tillwatch \(command) - …`")
        }
        if bytes.first(where: { $0 != 32 && !(9...13).contains($0) }) == UInt8(ascii: "[") {
            throw refuse(
                "this is one JSON list; articles stand one to a line",
                "`jq -c '.[]' \(name) | tillwatch \(command) - …`")
        }
    }

    /// By the end of its name, so that the answer is the same when the file is damaged.
    static func isSpreadsheet(name: String) -> Bool {
        let lower = name.lowercased()
        return [".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"].contains { lower.hasSuffix($0) }
    }

    /// The line that turns a spreadsheet into what can be read.
    static func conversion(of source: String, command: String) -> String {
        "xlsx2csv \(shellQuoted(source == "-" ? "articles.xlsx" : source)) | tillwatch \(command) - …"
    }

    /// A name as a shell takes it.
    private static func shellQuoted(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "./_-+,:@%".utf8.contains(byte)
            }
        }
        if isPlain { return name }
        return "'" + name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
            + "'"
    }

    /// `sep=;`, which spreadsheets write and read; with the place after its line.
    private static func statedDelimiter(_ bytes: [UInt8], _ offset: Int) -> (Dialect, Int)? {
        guard bytes[offset...].starts(with: Array("sep=".utf8)), offset + 5 < bytes.count else { return nil }
        let delimiter = bytes[offset + 4]
        var end = offset + 5
        guard delimiter < 0x80, delimiter != Dialect.quote, delimiter > 13 || delimiter == 9 else {
            return nil
        }
        if bytes[end] == 13 { end += 1 }
        guard end < bytes.count, bytes[end] == 10 else { return nil }
        return (Dialect(delimiter: delimiter), end + 1)
    }

    /// The one of `,` `;` tab `|` that stands most often in the header outside quotes; a comma where there is none.
    private static func delimiter(_ bytes: [UInt8], _ offset: Int) -> Dialect {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), 9, UInt8(ascii: "|")]
        var counts = [0, 0, 0, 0]
        var isQuoted = false
        for byte in bytes[offset...].prefix(1 << 20) {
            if byte == Dialect.quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 10 || byte == 13 { break }
            if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        let most = counts.max() ?? 0
        guard most > 0, let index = counts.firstIndex(of: most) else { return .comma }
        return Dialect(delimiter: candidates[index])
    }
}
