extension FormatDefaults {
    package static var poslogColumns: [FeedFile.MappedColumn] { POSLogParser.standardColumns }
    package static var poslogKinds: FeedFile.Kinds { POSLogParser.standardKinds }
    package static var wpubonColumns: [FeedFile.MappedColumn] { WPUBONParser.standardColumns }
    package static var wpubonKinds: FeedFile.Kinds { WPUBONParser.standardKinds }
    package static var tlogColumns: [FeedFile.MappedColumn] { TransactionLogField.standardColumns }
}
