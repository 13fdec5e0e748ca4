import Purchases

/// The buyers of one pack: sets of receipts that share linking tokens, transitively (6.1).
///
/// Receipts and tokens are nodes of one graph. New links join; where links vanish the components that had them are
/// taken apart and joined anew from their receipts.
struct Linking: Sendable {
    /// What a batch changed about buyers.
    struct Change {
        /// The buyers that are touched, each with a touched receipt that stands for the reason.
        var touched: [Int: Int] = [:]
        /// Buyers that are no more.
        var gone: Set<Int> = []
        /// Receipts that now belong to another buyer than before, or to none.
        var moved: Set<Int> = []
    }

    private(set) var graph: TokenGraph
    private var components = Components()
    /// The receipts that have a standing line: all others belong to no buyer.
    private var present: Set<Int> = []
    /// Of these, the receipts of nothing but voided lines, each a buyer of its own that is not counted.
    private var voided: Set<Int> = []
    /// Whether a rule asks what would stand if nothing had been voided.
    private let keepsVoided: Bool

    init(kinds: Set<ExactText>?, maxLinks: Int, keepsVoided: Bool, retained: Retained) {
        self.keepsVoided = keepsVoided
        graph = TokenGraph(kinds: kinds, maxLinks: maxLinks, retained: retained)
        for token in graph.paired {
            for partner in graph.linkingPartners(of: token) {
                _ = components.join(Self.node(token: token), Self.node(token: partner))
            }
        }
    }

    func buyer(of receipt: Int) -> Int? { components.component(of: Self.node(receipt: receipt)) }

    /// A buyer's receipts, in no order.
    func receipts(of buyer: Int) -> [Int] {
        components.members(of: buyer).compactMap(Self.receipt)
    }

    /// The earliest line of deleted receipts that were a buyer's; nil where there is none (7.3).
    func earliestBefore(_ buyer: Int) -> LineOrder? {
        components.members(of: buyer).lazy.compactMap(Self.token).compactMap(graph.earliestBefore).min()
    }

    /// The receipts of the largest buyer.
    func largest() -> Int {
        var sizes: [Int: Int] = [:]
        for receipt in present where !voided.contains(receipt) {
            if let buyer = buyer(of: receipt) { sizes[buyer, default: 0] += 1 }
        }
        return sizes.values.max() ?? 0
    }

    func count() -> Int { Set(present.subtracting(voided).compactMap(buyer)).count }

    /// The buyers that have a standing line, those of nothing but voided lines included where rules ask for them.
    func buyers() -> Set<Int> { Set(present.compactMap(buyer)) }

    /// Takes in the receipts that a batch touches.
    mutating func update(_ touched: [Int], _ receipts: Receipts) -> Change {
        var change = Change()
        let links = readTokens(touched, receipts)
        dissolve(links, &change)
        for receipt in touched where present.contains(receipt) {
            let node = Self.node(receipt: receipt)
            if components.component(of: node) == nil { change.moved.insert(receipt) }
            _ = components.ensure(node)
        }
        for (receipt, token, because) in links.new where !graph.hubs.contains(token) {
            join(Self.node(receipt: receipt), Self.node(token: token), because, &change)
        }
        for (token, because) in links.again { joinPartners(of: token, because, &change) }
        for receipt in touched {
            if let buyer = buyer(of: receipt) { change.touched[buyer] = change.touched[buyer] ?? receipt }
        }
        return change
    }

    private struct Links {
        var new: [(receipt: Int, token: Int, because: Int)] = []
        /// Tokens that link again.
        var again: [(token: Int, because: Int)] = []
        /// Nodes whose component may fall apart, with the touched receipt that is the reason.
        var lost: [(node: Int, because: Int)] = []
        /// Receipts without a standing line.
        var vanished: [Int] = []
    }

    private mutating func readTokens(_ touched: [Int], _ receipts: Receipts) -> Links {
        var links = Links()
        var doubtful: [Int: Int] = [:]
        for receipt in touched {
            let isVoided = receipts[receipt].earliest == nil
            if keepsVoided, isVoided, !receipts[receipt].entries.isEmpty {
                voided.insert(receipt)
            } else {
                voided.remove(receipt)
            }
            if isVoided, !voided.contains(receipt) {
                if present.remove(receipt) != nil {
                    links.vanished.append(receipt)
                    links.lost.append((Self.node(receipt: receipt), receipt))
                }
            } else {
                present.insert(receipt)
            }
            let change = graph.set(tokens(receipts[receipt], receipts.lines), on: receipt)
            for token in change.added { links.new.append((receipt, token, receipt)) }
            // A hub linked nothing: its receipts cannot fall apart.
            if change.removed.contains(where: { !graph.hubs.contains($0) }) {
                links.lost.append((Self.node(receipt: receipt), receipt))
            }
            for token in change.doubtful { doubtful[token] = doubtful[token] ?? receipt }
        }
        for (token, because) in doubtful.sorted(by: { $0.key < $1.key }) {
            switch graph.review(token) {
            case true?: links.lost.append((Self.node(token: token), because))
            case false?:
                links.new += graph.receipts(with: token).sorted().map { ($0, token, because) }
                links.again.append((token, because))
            case nil: break
            }
        }
        return links
    }

    private func tokens(_ receipt: Receipt, _ lines: StandingLines) -> Set<Token> {
        var seen: Set<Token> = []
        for entry in receipt.entries where !entry.isVoided {
            for token in lines[entry.id].tokens where graph.kinds?.contains(token.kind) ?? true {
                seen.insert(token)
            }
        }
        return seen
    }

    /// Takes the components apart that lost a link, and joins what still belongs together.
    private mutating func dissolve(_ links: Links, _ change: inout Change) {
        var freed: [(receipt: Int, because: Int)] = []
        var tokens: [(token: Int, because: Int)] = []
        for (node, because) in links.lost {
            guard let component = components.component(of: node) else { continue }
            change.gone.insert(component)
            for member in components.dissolve(component) {
                if let receipt = Self.receipt(member) { freed.append((receipt, because)) }
                if let token = Self.token(member) { tokens.append((token, because)) }
            }
        }
        for (receipt, _) in freed {
            change.moved.insert(receipt)
            if present.contains(receipt) { _ = components.ensure(Self.node(receipt: receipt)) }
        }
        for (token, because) in tokens { joinPartners(of: token, because, &change) }
        for (receipt, because) in freed where present.contains(receipt) {
            for token in graph.linkingTokens(on: receipt) {
                join(Self.node(receipt: receipt), Self.node(token: token), because, &change)
            }
        }
        for (receipt, because) in freed where present.contains(receipt) {
            if let buyer = buyer(of: receipt) { change.touched[buyer] = change.touched[buyer] ?? because }
        }
    }

    /// Joins a token with those with which it was seen on deleted receipts (7.3).
    private mutating func joinPartners(of token: Int, _ because: Int, _ change: inout Change) {
        for partner in graph.linkingPartners(of: token) {
            join(Self.node(token: token), Self.node(token: partner), because, &change)
        }
    }

    private mutating func join(_ node: Int, _ other: Int, _ because: Int, _ change: inout Change) {
        guard let (kept, gone, moved) = components.join(node, other) else { return }
        let receipts = moved.compactMap(Self.receipt)
        change.moved.formUnion(receipts)
        change.gone.insert(gone)
        let reason = change.touched.removeValue(forKey: gone) ?? because
        change.touched[kept] = change.touched[kept] ?? reason
    }

    private static func node(receipt: Int) -> Int { receipt * 2 }
    private static func node(token: Int) -> Int { token * 2 + 1 }
    private static func receipt(_ node: Int) -> Int? { node.isMultiple(of: 2) ? node / 2 : nil }
    private static func token(_ node: Int) -> Int? { node.isMultiple(of: 2) ? nil : node / 2 }
}
