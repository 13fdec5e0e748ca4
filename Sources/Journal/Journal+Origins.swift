import Foundation
import GRDB
import Purchases

/// A version of a line, with where it stood in its input.
package struct LineOrigin: Sendable, Hashable {
    package var line: Line
    /// The order of acceptance.
    package var sequence: Int64
    package var position: SourcePosition

    package init(line: Line, sequence: Int64, position: SourcePosition) {
        self.line = line
        self.sequence = sequence
        self.position = position
    }
}

extension Journal {
    /// All accepted versions of some lines, in order of acceptance.
    package func origins(of keys: Set<ExactText>) throws -> [LineOrigin] {
        try reading { db in
            var found: [LineOrigin] = []
            for key in keys {
                let data = Data(key.string.utf8)
                let lines = try StoredLine.fetchAll(
                    db, sql: "SELECT \(LineRow.columns) FROM line WHERE key = ? ORDER BY sequence",
                    arguments: [data])
                let places = try Row.fetchAll(
                    db,
                    sql: """
                        SELECT source.name, source_line, source_offset
                        FROM line JOIN source ON source.id = line.source WHERE key = ? ORDER BY sequence
                        """, arguments: [data])
                for (stored, place) in zip(lines, places) {
                    let position = SourcePosition(
                        source: String(decoding: place[0] as Data, as: UTF8.self), line: place[1],
                        offset: place[2])
                    found.append(
                        LineOrigin(line: try stored.line(), sequence: stored.sequence, position: position))
                }
            }
            return found.sorted { $0.sequence < $1.sequence }
        }
    }

    /// The event that took over the alert of another one; nil when none did. Looks at every event.
    package func event(replacing id: String) throws -> AlertEvent? {
        try reading { db in
            let bodies = try Data.fetchCursor(
                db, sql: "SELECT body FROM event WHERE instr(body, ?) > 0 ORDER BY sequence",
                arguments: [Data(id.utf8)])
            while let body = try bodies.next() {
                let event = try decoded(AlertEvent.self, body)
                if event.data.replaces.contains(id) { return event }
            }
            return nil
        }
    }
}
