/// What the rows of a receipt take from the rows of it before them, where an export fills some columns on a receipt's
/// first row only.
///
/// An empty cell takes the content that the nearest row before it with the same value of `by` filled, where only rows of
/// that value stand between them. A cell that is filled keeps its own. A row without a value of `by` belongs to no other,
/// unless `by` is itself carried. Holds the carried cells of one row.
struct CarriedCells {
    private let by: Int
    private let cells: [Int]
    private var group: [UInt8] = []
    private var held: [[UInt8]]
    /// Whether the row in hand takes part.
    private var isTaken = false

    /// - Parameters:
    ///   - by: the cell whose value tells which rows belong together.
    ///   - cells: the cells that are carried.
    init(by: Int, cells: [Int]) {
        self.by = by
        self.cells = cells
        held = [[UInt8]](repeating: [], count: cells.count)
    }

    /// Takes the next row.
    ///
    /// - Parameter content: the content of a cell, empty where the row has none.
    mutating func take(_ content: (Int) -> [UInt8]) {
        isTaken = true
        var value = CarriedCells.trimmed(content(by))
        if value.isEmpty, cells.contains(by) { value = group }
        let isSame = !value.isEmpty && value == group
        group = value
        for (slot, cell) in cells.enumerated() {
            let own = CarriedCells.trimmed(content(cell))
            if !own.isEmpty || !isSame { held[slot] = own }
        }
    }

    /// Passes over a row that cannot be read: it neither takes nor hands on.
    mutating func passOver() { isTaken = false }

    /// What the row last taken has in a carried cell, its own or taken over; nil where that is nothing,
    /// or where a row was passed over since.
    func content(of cell: Int) -> [UInt8]? {
        guard isTaken, let slot = cells.firstIndex(of: cell), !held[slot].isEmpty else { return nil }
        return held[slot]
    }

    private static func trimmed(_ content: [UInt8]) -> [UInt8] {
        guard let first = content.firstIndex(where: { !isWhite($0) }),
            let last = content.lastIndex(where: { !isWhite($0) })
        else { return [] }
        return Array(content[first...last])
    }
}
