import Crypto
import Foundation

/// A value of the watermark's column, kept from one look to the next.
package enum Watermark: Codable, Sendable, Hashable {
    /// As the database writes it; always so for PostgreSQL.
    case text(String)
    case integer(Int64)
    case real(Double)
}

/// What must be known for the next look. Kept after the file that it speaks of was put: a kill between the two reads rows
/// once more, which are known.
package struct QueryMemory: Codable, Sendable, Hashable {
    /// Of the question that it belongs to; another question begins anew.
    package var question: String
    /// The last watermark that was put; nil before the first row.
    package var last: Watermark?
    /// The one before it, from which rows are read again whose file was refused.
    package var before: Watermark?
    /// Counts the files.
    package var number = 0
    /// Of the content of the last file, so that an overlap without anything new is not read again and again.
    package var content = ""

    package init(question: String, number: Int = 0) {
        self.question = question
        self.number = number
    }

    /// The name of the last file.
    package var fileName: String { Self.fileName(number) }
    /// The name of the next one.
    package var nextName: String { Self.fileName(number + 1) }

    private static func fileName(_ number: Int) -> String {
        let digits = String(number)
        return "rows-" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits + ".csv"
    }

    /// What was kept, where it belongs to this question.
    package static func going(on kept: QueryMemory?, with plan: QueryPlan) -> QueryMemory {
        let question = question(plan)
        guard let kept else { return QueryMemory(question: question) }
        // Numbers are not used twice, so that no file takes the place of another one.
        return kept.question == question ? kept : QueryMemory(question: question, number: kept.number)
    }

    /// After a file with rows up to a watermark.
    package mutating func put(upTo reached: Watermark, content: String) {
        before = last
        last = reached
        number += 1
        self.content = content
    }

    /// After the last file was refused: its rows are to be read again.
    package mutating func goBack() {
        last = before
        content = ""
    }

    /// Where and what is asked; not how far back, how many rows and how often.
    private static func question(_ plan: QueryPlan) -> String {
        let place =
            switch plan.database {
            case .postgres(let connection, _): "postgres " + connection
            case .sqlite(let path): "sqlite " + path
            }
        var hash = SHA256()
        for part in [place, plan.query, plan.watermark] { hash.update(data: Data((part + "\0").utf8)) }
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
