import Purchases

/// Finds concentrations and net amounts in the texts of an article, in nine languages.
///
/// Pure, and linear in the length of the texts. It knows numbers, units and the words around them, and nothing about
/// substances: to which of them a concentration belongs is for whoever finds them in the same text.
package struct AmountReader: Sendable {
    /// Bytes of a text that are looked at.
    package static let textMax = 16_384

    package init() {}

    /// Reads name and further texts, with price and unit price as a check of the net amount.
    package func read(_ article: Article) -> Amounts {
        var amounts = Amounts()
        var nets: [NetReading] = []
        var hasSmallPieces = false
        func read(_ field: String, _ text: String, isFurther: Bool) {
            guard AmountTokenizer.mayHoldAmount(text) else { return }
            var scan = AmountScan(field: field, text: bounded(text))
            scan.run()
            scan.joinSums()
            hasSmallPieces = hasSmallPieces || scan.hasSmallPieces
            amounts.concentrations += scan.concentrations
            amounts.notes += scan.notes
            nets += scan.nets.map { net in
                var net = net
                net.isFurther = isFurther
                if isFurther { net.rank += isContentHeading(field) ? -5 : -60 }
                return net
            }
        }
        read(ArticleText.nameField, article.name, isFurther: false)
        for text in article.texts { read(text.field, text.text, isFurther: true) }
        var unitPrice: UnitPrice?
        if article.unitPrice != nil {
            unitPrice = UnitPrice(price: article.price, unitPrice: article.unitPrice)
        }
        if nets.isEmpty, unitPrice == nil { return amounts }
        var choice = NetChoice(nets, unitPrice: unitPrice, hasSmallPieces: hasSmallPieces)
        amounts.nets = choice.nets()
        amounts.notes += choice.notes
        return amounts
    }

    /// The beginning of a text that is longer than any label.
    private func bounded(_ text: String) -> String {
        guard text.utf8.count > Self.textMax else { return text }
        var scalars = String.UnicodeScalarView()
        var size = 0
        for scalar in text.unicodeScalars {
            size += UTF8.width(scalar)
            if size > Self.textMax { break }
            scalars.append(scalar)
        }
        return String(scalars)
    }

    private func isContentHeading(_ field: String) -> Bool {
        let folded = ColumnNames.folded(field)
        return AmountWords.contentHeadings.contains { folded.contains($0) }
    }
}
