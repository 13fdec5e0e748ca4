import Crypto
import Documents
import Foundation

/// One article of an article master, as it stands in the file: nothing is corrected.
package struct Article: Sendable, Hashable {
    /// The key that the tills use; never empty.
    package var product: String
    /// The main text; may be empty when other texts are there.
    package var name: String
    /// Further texts (composition, safety phrases, department, brand …) in column order; none is empty.
    package var texts: [ArticleText]
    package var gtin: String?
    /// As written: `4,99 €`.
    package var price: String?
    /// As written: `1,98 €/l`.
    package var unitPrice: String?
    /// The line of `source` at which the article begins, from 1.
    package var line: Int
    /// What messages call the file.
    package var source: String

    package init(
        product: String, name: String, texts: [ArticleText] = [], gtin: String? = nil, price: String? = nil,
        unitPrice: String? = nil, line: Int = 1, source: String = ""
    ) {
        self.product = product
        self.name = name
        self.texts = texts
        self.gtin = gtin
        self.price = price
        self.unitPrice = unitPrice
        self.line = line
        self.source = source
    }

    /// First 12 hex digits of SHA-256 over name and texts: another label, another value.
    ///
    /// Each part is preceded by its length in bytes, so that text that moves from one column to the next changes it.
    package var label: String {
        var hasher = SHA256()
        func add(_ text: String) {
            hasher.update(data: Data("\(text.utf8.count):".utf8))
            hasher.update(data: Data(text.utf8))
        }
        add(name)
        for text in texts {
            add(text.field)
            add(text.text)
        }
        return String(hex(hasher.finalize()).prefix(12))
    }

    /// The text of a field: `name`, or the field of one of `texts`; nil when the article has none such.
    package func text(of field: String) -> String? {
        field == ArticleText.nameField ? name : texts.first { $0.field == field }?.text
    }
}

/// A further text of an article.
package struct ArticleText: Sendable, Hashable {
    /// What spans call the article's main text; no other text has this field.
    package static let nameField = "name"

    /// The column's heading, or the member's name; never `name`.
    package var field: String
    package var text: String

    package init(field: String, text: String) {
        self.field = field
        self.text = text
    }
}

/// A span of one text of an article.
package struct TextSpan: Sendable, Hashable {
    /// `name`, or the field of an `ArticleText`.
    package var field: String
    /// UTF-8 byte offsets into that text: the first byte, and the one after the last.
    package var start: Int
    package var end: Int
    /// What stands there.
    package var text: String

    package init(field: String, start: Int, end: Int, text: String) {
        self.field = field
        self.start = start
        self.end = end
        self.text = text
    }
}
