import Delimited
import Documents
import Purchases

/// The header of a CSV input, bound to the columns that the feed file names.
struct DelimitedHeader {
    /// How many columns the header has.
    let count: Int
    /// The cell of each of `feed.columns`.
    let cells: [Int]
    let product: Int
    let kind: Int?
    /// The cells without which no line can be read.
    let required: [Int]
    /// What rows take from the rows before them, before the first one; nil where the feed carries nothing.
    let carried: CarriedCells?

    /// - Parameters:
    ///   - names: the cells of the header, trimmed.
    ///   - line: where it stands; 0 where the feed file names the columns.
    init(_ names: [String], feed: FeedFile, source: String, line: Int) throws(FeedError) {
        var places: [[UInt8]: Int] = [:]
        var repeated: Set<[UInt8]> = []
        for (index, name) in names.enumerated() {
            let name = Array(name.utf8)
            if places[name] != nil { repeated.insert(name) } else { places[name] = index }
        }
        var cells: [Int] = []
        var missing: [FeedFile.MappedColumn] = []
        for column in feed.columns {
            let name = Array(column.column.utf8)
            if repeated.contains(name) {
                throw FeedError(
                    .inputColumnTwice, source: source, line: line,
                    message: "the header has the column \(quoted(column.column)) twice",
                    help: "rename one of them in the export: the feed file cannot tell which it means")
            }
            if let place = places[name] { cells.append(place) } else { missing.append(column) }
        }
        guard missing.isEmpty else {
            if missing.contains(where: { $0.role == .field(.receipt) }), feed.header == .firstLine {
                try AggregatedTable.refuse(names, source: source, line: line)
            }
            throw DelimitedHeader.missing(missing, names, feed: feed, source: source, line: line)
        }
        count = names.count
        self.cells = cells
        func cell(_ role: FeedFile.Role) -> Int? {
            feed.columns.firstIndex { $0.role == role }.map { cells[$0] }
        }
        product = cell(.field(.product)) ?? 0
        kind = cell(.kind)
        carried = try feed.carried.map { (what) throws(FeedError) in
            try DelimitedHeader.carried(what, places, repeated, source: source, line: line)
        }
        required = feed.requiredFields.filter { $0 != .quantity }.compactMap { cell(.field($0)) }
    }

    private static func carried(
        _ what: FeedFile.Carried, _ places: [[UInt8]: Int], _ repeated: Set<[UInt8]>, source: String,
        line: Int
    ) throws(FeedError) -> CarriedCells {
        for column in [what.by] + what.columns where repeated.contains(Array(column.utf8)) {
            throw FeedError(
                .inputColumnTwice, source: source, line: line,
                message: "the header has the column \(quoted(column)) twice",
                help: "rename one of them in the export: the feed file cannot tell which it means")
        }
        guard let by = places[Array(what.by.utf8)] else {
            throw FeedError(
                .inputColumns, source: source, line: line,
                message: "the header lacks the column \(quoted(what.by)), by which rows belong together",
                help: "name the column of the receipt's number under `carry`")
        }
        // A column that is carried and not there is missed only where it is mapped, which was checked.
        return CarriedCells(by: by, cells: what.columns.compactMap { places[Array($0.utf8)] })
    }

    private static func missing(
        _ missing: [FeedFile.MappedColumn], _ names: [String], feed: FeedFile, source: String, line: Int
    ) -> FeedError {
        let wanted = missing.map { "\(quoted($0.column)) (\($0.role.name))" }.joined(separator: ", ")
        let are = names.map { quoted($0) }.joined(separator: ", ")
        // A line that lacks most columns of the feed may be no header but a sale, of which nothing is shown (2.8), even
        // where a value of it happens to be the name of a column.
        if feed.header != .firstLine {
            return FeedError(
                .inputColumns, source: source, line: 0,
                message: "`header` lacks what the feed file maps: \(wanted)",
                help: "its names are: \(are)")
        }
        var help =
            missing.count * 2 < feed.columns.count
            ? "the columns that are there: \(are)"
            : "the first line must name the columns; it has \(names.count) cell\(names.count == 1 ? "" : "s"), and is not shown, since it may be a sale"
        let others = names.first.map { name in [";", ",", "\t", "|"].filter { name.contains($0) } } ?? []
        if names.count == 1, let other = others.first {
            help += "; is the delimiter \(other == "\t" ? "`tab`" : "`\(other)`")?"
        } else {
            for column in missing.prefix(3).map(\.column) {
                if let near = closest(column, among: names) {
                    help += "; is \(quoted(column)) \(quoted(near))?"
                }
            }
        }
        return FeedError(
            .inputColumns, source: source, line: line,
            message:
                "the header lacks \(missing.count == 1 ? "a column" : "columns") that the feed file names: \(wanted)",
            help: help)
    }
}
