import Crypto
import Documents
import Foundation
import Purchases

/// The review for people without a terminal: one page that stands alone, asks the network for nothing, and gives the
/// decisions back as a file.
package struct ReviewSheet: Sendable {
    /// What one sheet holds; a browser takes more only slowly, and nobody reviews more in a week.
    package static let itemsMax = 5_000

    private let items: [ReviewState.Item]
    private let lists: ListedEntries
    private let today: LocalDay
    private let listed: [SubstanceList]

    /// - Parameters:
    ///   - items: what is to be decided; those after the first `itemsMax` are left for another sheet.
    ///   - lists: the loaded lists.
    ///   - today: stands on the page.
    package init(items: [ReviewState.Item], lists: [SubstanceList], today: LocalDay) {
        self.items = Array(items.prefix(Self.itemsMax))
        listed = lists
        self.lists = ListedEntries(lists)
        self.today = today
    }

    /// The page as UTF-8 text.
    package var page: String {
        let script = "\(Self.script)"
        let style = "\(Self.style)"
        let policy =
            "default-src 'none'; script-src '\(Self.digest(script))'; style-src '\(Self.digest(style))'; base-uri 'none'; form-action 'none'"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>Catalogue review</title>
            <style>\(style)</style>
            </head>
            <body>
            <noscript><p class="warning">This page needs scripts to take decisions; it runs only its own.</p></noscript>
            <main id="main"></main>
            <script type="application/json" id="data">\(data)</script>
            <script>\(script)</script>
            </body>
            </html>

            """
    }

    /// What the page works on.
    private var data: String {
        let cards = items.map(card)
        let id = String(hex(SHA256.hash(data: Data(cards.joined().utf8))).prefix(16))
        return ScriptText.object([
            "id": ScriptText.string(id), "made": ScriptText.string(today.description),
            "lists": ScriptText.strings(listed.map { visible("\($0.id) \($0.version)") }),
            "units": ScriptText.strings(AmountFields.units), "bases": ScriptText.strings(Decision.bases),
            "substances": ScriptText.list(substances), "items": ScriptText.list(cards),
        ])
    }

    /// What another substance may be corrected to: every id, with its name and entry.
    private var substances: [String] {
        let ids = Set(listed.flatMap(\.entries).map(\.id)).sorted()
        return ids.map { id in
            ScriptText.strings([id.string, visible(lists.name(of: id) ?? ""), lists.digest(of: id) ?? ""])
        }
    }

    private func card(_ item: ReviewState.Item) -> String {
        let proposal = item.proposal
        let article = proposal.article
        let texts = proposal.markedTexts.map { text in
            let pieces = text.pieces.map {
                ScriptText.list([ScriptText.string($0.text), $0.isEvidence ? "1" : "0"])
            }
            return ScriptText.list([
                ScriptText.string(visible(shortened(text.field))), ScriptText.list(pieces),
            ])
        }
        let words = { (text: String?) in ScriptText.string(visible(shortened(text ?? ""))) }
        return ScriptText.object([
            // As the tills have it, for the file that is saved; and as it is shown.
            "product": ScriptText.string(article.product), "shown": words(article.product),
            "gtin": words(article.gtin), "place": words("\(article.sourceName):\(article.line)"),
            "price": words([article.price, article.unitPrice].compactMap(\.self).joined(separator: ", ")),
            "texts": ScriptText.list(texts), "substance": ScriptText.string(proposal.substance),
            "title": words(lists.name(of: item.key.substance)), "label": ScriptText.string(article.label),
            "entry": ScriptText.string(lists.digest(of: item.key.substance) ?? Decision.unlisted),
            "concentration": ScriptText.string(proposal.concentration?.description ?? ""),
            "basis": ScriptText.string(proposal.basis),
            "net_amount": ScriptText.string(
                proposal.netUnit == nil ? "" : proposal.netAmount?.description ?? ""),
            "net_unit": ScriptText.string(proposal.netAmount == nil ? "" : proposal.netUnit ?? ""),
            "confidence": ScriptText.string(confidenceText(proposal.confidence)),
            "evidence": ScriptText.strings(proposal.evidenceWords),
            "missing": ScriptText.strings(proposal.missing.map(visible)),
            "notes": ScriptText.strings(proposal.notes.prefix(8).map { visible(shortened($0, to: 200)) }),
            "laws": ScriptText.strings(
                lists.laws(on: item.key.substance).prefix(4).map { visible(shortened($0, to: 120)) }),
            "was": ScriptText.string(Self.history(item.status)),
        ])
    }

    private static func history(_ status: ReviewState.Status) -> String {
        switch status {
        case .new: ""
        case .reopened(let decision, let lapses):
            visible("\(lapses.map(\.text).joined(separator: ", ")); \(decision.words)")
        case .decided(let decision): visible(decision.words)
        }
    }

    /// As a policy names what it lets run.
    private static func digest(_ text: String) -> String {
        "sha256-" + Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
    }
}
