/// The first records of an export as a table of texts: what everything is guessed from.
struct SampleTable: Sendable {
    /// The names of the columns as a feed file has to write them.
    var names: [String]
    /// Trimmed; nil where a cell is blank or not there. Every row has as many cells as there are names.
    var rows: [[String?]]

    /// The values of a column that are there.
    func values(_ column: Int) -> [String] { rows.compactMap { $0[column] } }
}
