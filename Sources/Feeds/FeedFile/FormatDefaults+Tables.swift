extension FormatDefaults {
    package static var rtlogColumns: [FeedFile.MappedColumn] { RTLogNames.standardColumns }
    package static var rtlogKinds: FeedFile.Kinds { RTLogNames.standardKinds }
    package static var dsfinvkColumns: [FeedFile.MappedColumn] { DSFinVKNames.standardColumns }
    package static var dsfinvkKinds: FeedFile.Kinds { DSFinVKNames.standardKinds }
}
