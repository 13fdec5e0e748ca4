import Foundation
import GRDB
import Purchases

extension Journal {
    /// Stores lines with their reasons; what is there already, from an earlier run over the same input, once.
    ///
    /// - Returns: whether there was anything new.
    func quarantine(
        _ lines: [QuarantinedLine], at time: EventTime, _ caches: inout Caches, _ db: Database
    ) throws -> Bool {
        guard !lines.isEmpty else { return false }
        let known = try db.cachedStatement(
            sql: "SELECT 1 FROM quarantine WHERE source = ? AND byte_offset = ? AND reason = ? AND record = ?"
        )
        let insertion = try db.cachedStatement(
            sql: """
                INSERT INTO quarantine (source, byte_offset, reason, record, line, recorded_micros)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
        var isNew = false
        for line in lines {
            let source = try caches.id(ofSource: line.position.source, db)
            let record = try Journal.jsonData(Record(detail: line.detail, fields: line.fields))
            let key: StatementArguments = [source, line.position.offset, line.reason.rawValue, record]
            if try Int64.fetchOne(known, arguments: key) != nil { continue }
            try insertion.execute(arguments: key + [line.position.line, time.microseconds])
            isNew = true
        }
        return isNew
    }

    /// Quarantined lines in the order in which they were met.
    package func quarantined() throws -> [QuarantinedLine] {
        try reading { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT name, line, byte_offset, reason, record
                    FROM quarantine JOIN source ON source.id = quarantine.source ORDER BY quarantine.id
                    """)
            var lines: [QuarantinedLine] = []
            while let row = try rows.next() {
                guard let reason = QuarantineReason(rawValue: row[3]) else {
                    throw JournalError(.damaged, "unknown reason of quarantine \(row[3] as String)", at: path)
                }
                let record = try decoded(Record.self, row[4])
                let source = String(decoding: row[0] as Data, as: UTF8.self)
                lines.append(
                    QuarantinedLine(
                        reason: reason, detail: record.detail,
                        position: SourcePosition(source: source, line: row[1], offset: row[2]),
                        fields: record.fields))
            }
            return lines
        }
    }
}

/// What is told of a quarantined line.
private struct Record: Codable {
    var detail: String
    var fields: [Extra]
}

extension QuarantinedLine {
    /// A line whose key was journalled on another local day, of a feed that maps neither revision nor day.
    init(reused arrival: ArrivedLine, firstDay: LocalDay) {
        self.init(
            reason: .keyReused,
            detail: "\(arrival.line.key) was first journalled for \(firstDay), this line is of "
                + "\(arrival.line.local.day): receipt numbers restart, so the feed file must map `day`",
            position: arrival.position, fields: arrival.line.mappedFields)
    }
}

extension Line {
    /// What was decoded, by field; missing ones are left out.
    var mappedFields: [Extra] {
        var fields: [(String, ExactText?)] = [
            ("store", store), ("till", till), ("receipt", receiptNumber), ("line", lineNumber),
            ("day", businessDay), ("time", ExactText(time.description)), ("kind", ExactText(kind.rawValue)),
            ("product", product), ("description", exact(description)),
            ("quantity", quantity.map { ExactText($0.description) }),
            ("amount", amount.map { ExactText($0.description) }), ("currency", currency), ("tender", tender),
            ("revision", revision.map { ExactText(String($0)) }), ("refers.store", refers.store),
            ("refers.till", refers.till), ("refers.receipt", refers.receipt), ("refers.line", refers.line),
            ("refers.day", refers.day),
        ]
        for (name, exemption) in [("licence", licence), ("professional", professional)] {
            fields.append(("\(name).number", exemption?.number))
            fields.append(("\(name).until", exemption?.until.map { ExactText($0.description) }))
        }
        fields += tokens.map { ("tokens.\($0.kind)", $0.value) }
        fields += extra.map { ("extra.\($0.name)", $0.value) }
        return fields.compactMap { name, value in value.map { Extra(name: ExactText(name), value: $0) } }
    }
}
