/// One accepted version of a line, as the journal keeps it.
package struct JournalledLine: Sendable, Hashable {
    package var line: Line
    /// The catalogue rows that accepted the line's product (7.2); empty where only the journal still knows it.
    package var rows: [ProductRow]
    /// The order of acceptance: rises with every version that is stored.
    package var sequence: Int64

    package init(line: Line, rows: [ProductRow], sequence: Int64) {
        self.line = line
        self.rows = rows
        self.sequence = sequence
    }
}
