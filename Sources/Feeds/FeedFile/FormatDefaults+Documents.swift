/// What a feed file of a format with records of fixed names means where it maps nothing.
package enum FormatDefaults {
    package static var poslogColumns: [FeedFile.MappedColumn] { POSLogParser.standardColumns }
    package static var poslogKinds: FeedFile.Kinds { POSLogParser.standardKinds }
}
