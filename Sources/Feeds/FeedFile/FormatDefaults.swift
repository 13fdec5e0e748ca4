/// What a feed file of a format with records of fixed names means where it maps nothing.
package struct FormatDefaults: Sendable {
    /// Empty where a feed file has to map the fields itself.
    package var columns: [FeedFile.MappedColumn] = []
    package var kinds: FeedFile.Kinds?

    package static func of(_ format: FeedFile.Format) -> FormatDefaults {
        switch format {
        case .csv, .ndjson, .json, .fixed: FormatDefaults()
        case .poslog: FormatDefaults(columns: poslogColumns, kinds: poslogKinds)
        case .wpubon: FormatDefaults(columns: wpubonColumns, kinds: wpubonKinds)
        case .tlog: FormatDefaults(columns: tlogColumns)
        case .rtlog: FormatDefaults(columns: rtlogColumns, kinds: rtlogKinds)
        case .dsfinvk: FormatDefaults(columns: dsfinvkColumns, kinds: dsfinvkKinds)
        }
    }
}
