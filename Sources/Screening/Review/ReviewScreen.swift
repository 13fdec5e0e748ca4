import Documents
import Purchases

/// What a terminal shows of a review: lines of pieces in which nothing from outside acts on the terminal.
package struct ReviewScreen: Sendable, Hashable {
    package enum Style: Sendable, Hashable { case plain, strong, evidence, quiet, warning }

    package struct Piece: Sendable, Hashable {
        package var text: String
        package var style: Style

        init(_ text: String, _ style: Style = .plain) {
            self.text = text
            self.style = style
        }
    }

    package private(set) var lines: [[Piece]] = []
    /// What stands before the cursor on the last line.
    package private(set) var prompt: [Piece] = []

    package init(_ session: ReviewSession) {
        guard let item = session.current else {
            lines = [
                [Piece("All \(session.items.count) shown", .strong)],
                [
                    Piece(
                        "\(session.decided) decided, \(session.skipped) skipped; what was skipped stays open")
                ],
            ]
            add(session.message, .warning)
            prompt = [Piece("u undo  q quit ", .quiet)]
            return
        }
        lines.append([
            Piece("\(session.position + 1) of \(session.items.count)", .strong),
            Piece("   \(session.decided) decided, \(session.skipped) skipped", .quiet),
        ])
        lines.append([])
        addArticle(item.proposal)
        lines.append([])
        addProposal(item, session.lists)
        lines.append([])
        add(session.message, .warning)
        addPrompt(session, item)
    }

    /// The screen as plain text.
    package var text: String {
        (lines + [prompt]).map { $0.map(\.text).joined() }.joined(separator: "\n")
    }

    private mutating func addArticle(_ proposal: Proposal) {
        let article = proposal.article
        var head = [Piece(visible(shortened(article.product)), .strong)]
        if let gtin = article.gtin { head.append(Piece("  GTIN \(visible(shortened(gtin)))", .quiet)) }
        head.append(Piece("  \(visible(shortened(article.sourceName))):\(article.line)", .quiet))
        lines.append(head)
        for text in proposal.markedTexts {
            let field = text.field == ArticleText.nameField ? "" : "\(visible(shortened(text.field))): "
            lines.append(
                [Piece(field, .quiet)]
                    + text.pieces.map { Piece($0.text, $0.isEvidence ? .evidence : .plain) })
        }
        let prices = [article.price, article.unitPrice].compactMap { $0.map { visible(shortened($0)) } }
        if !prices.isEmpty { lines.append([Piece("price: \(prices.joined(separator: ", "))", .quiet)]) }
    }

    private mutating func addProposal(_ item: ReviewState.Item, _ lists: ListedEntries) {
        let proposal = item.proposal
        let name = lists.name(of: item.key.substance).map { "  \(visible(shortened($0)))" } ?? ""
        lines.append([
            Piece(visible(proposal.substance), .strong), Piece(name),
            Piece("  confidence \(confidenceText(proposal.confidence))", .quiet),
        ])
        let words = amountWords(
            concentration: proposal.concentration, basis: proposal.basis, net: proposal.netAmount,
            unit: proposal.netUnit)
        lines.append([Piece(visible(words))])
        let laws = lists.laws(on: item.key.substance).prefix(4).map { visible(shortened($0, to: 120)) }
        if !laws.isEmpty { lines.append([Piece(laws.joined(separator: "; "), .quiet)]) }
        for words in proposal.evidenceWords { lines.append([Piece("  \(words)", .quiet)]) }
        if !proposal.missing.isEmpty {
            lines.append([Piece("missing: \(visible(proposal.missing.joined(separator: ", ")))", .warning)])
        }
        for note in proposal.notes.prefix(8) {
            lines.append([Piece("note: \(visible(shortened(note, to: 200)))")])
        }
        if case .reopened(let decision, let lapses) = item.status {
            let why = lapses.map(\.text).joined(separator: ", ")
            lines.append([Piece("open again: \(why)", .warning)])
            lines.append([Piece("  \(visible(decision.words))", .quiet)])
        }
    }

    private mutating func addPrompt(_ session: ReviewSession, _ item: ReviewState.Item) {
        switch session.mode {
        case .choosing:
            prompt = [Piece("a accept  c correct  r reject  s skip  u undo  q quit ", .quiet)]
        case .correcting(let line):
            let form = Correction.keys.map { "\($0)=" }.joined(separator: " ")
            lines.append([Piece("\(form)   Enter takes it, Escape goes back", .quiet)])
            prompt = [Piece("correct: ", .strong), Piece(visible(line))]
        case .rejecting(let line):
            let last = session.lastReason.map { "Enter alone: “\(visible(shortened($0)))”, " } ?? ""
            lines.append([Piece("\(last)Escape goes back", .quiet)])
            prompt = [Piece("reason: ", .strong), Piece(visible(line))]
        }
    }

    private mutating func add(_ text: String?, _ style: Style) {
        if let text { lines.append([Piece(visible(text), style)]) }
    }
}

/// `0.95`: two digits, cut and not rounded, so that a threshold is never passed by writing it.
func confidenceText(_ confidence: Double) -> String {
    guard confidence.isFinite else { return "unknown" }
    let hundredths = Int((max(0, min(1, confidence)) * 100 + 1e-9).rounded(.down))
    return hundredths == 100 ? "1" : "0." + (hundredths < 10 ? "0" : "") + String(hundredths)
}
