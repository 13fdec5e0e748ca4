/// How cells of a delimited file are told apart.
package struct Dialect: Sendable, Hashable {
    /// One ASCII byte; never a quote or a line end.
    package let delimiter: UInt8

    package static let quote = UInt8(ascii: "\"")
    package static let comma = Dialect(delimiter: UInt8(ascii: ","))

    package init(delimiter: UInt8) { self.delimiter = delimiter }
}

/// How long records and cells may be; what is longer is reported, never read on without end.
package struct RecordBounds: Sendable, Hashable {
    /// Bytes of one record, its line end left out.
    package var record: Int
    /// Bytes of one cell as it stands in the file.
    package var cell: Int
    /// Bytes that are held of the tables by which a set of tables is joined.
    package var tables: Int

    package init(record: Int = 1 << 20, cell: Int = 1 << 16, tables: Int = 256 << 20) {
        self.record = record
        self.cell = cell
        self.tables = tables
    }
}
