import Purchases

extension FeedFile {
    /// The name under which `withUnitsAsWritten` shows units.
    package static let unitAsWritten = ExactText("unit")

    /// The same feed with quantities as they are written, whatever they count, and their units beside them as they are: for
    /// looking at an export without a catalogue, which alone knows how many units of a product a weight is.
    package var withUnitsAsWritten: FeedFile {
        var feed = self
        for index in feed.columns.indices where feed.columns[index].role == .field(.unit) {
            feed.columns[index].role = .extra(FeedFile.unitAsWritten)
        }
        return feed
    }

    /// Whether quantities of this unit can be read.
    package func knows(unit: ExactText) -> Bool { UnitOfGoods(unit.string, in: units) != nil }
}
