/// What a feed file of a format with records of fixed names means where it maps nothing.
package enum FormatDefaults {
    package static var poslogColumns: [FeedFile.MappedColumn] { POSLogParser.standardColumns }
    package static var poslogKinds: FeedFile.Kinds { POSLogParser.standardKinds }
    package static var wpubonColumns: [FeedFile.MappedColumn] { WPUBONParser.standardColumns }
    package static var wpubonKinds: FeedFile.Kinds { WPUBONParser.standardKinds }
    package static var tlogColumns: [FeedFile.MappedColumn] { TransactionLogField.standardColumns }
}
