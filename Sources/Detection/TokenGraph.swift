import Purchases

/// Which tokens are seen on which receipts and with which others, and which of them link nothing (6.1).
struct TokenGraph: Sendable {
    private struct Node {
        let token: Token
        var receipts: Set<Int> = []
        /// On how many receipts it is seen with each other token.
        var others: [Int: Int] = [:]
        /// How many of the others are on two or more receipts.
        var counted = 0
        /// On how many deleted receipts it was seen, two at most, and the earliest line of these (7.3).
        var before = 0
        var earliest: LineOrder?

        /// On how many receipts it is and was seen; exact up to two.
        var seen: Int { receipts.count + before }
    }

    let kinds: Set<ExactText>?
    let maxLinks: Int
    private var nodes: [Node] = []
    private var ids: [Token: Int] = [:]
    private var tokens: [Int: [Int]] = [:]
    private(set) var hubs: Set<Int> = []
    /// The tokens with which one was seen on deleted receipts.
    private var partners: [Int: [Int]] = [:]

    init(kinds: Set<ExactText>?, maxLinks: Int, retained: Retained) {
        self.kinds = kinds
        self.maxLinks = maxLinks
        let links = { (token: Token) in kinds?.contains(token.kind) ?? true }
        for seen in retained.tokens where links(seen.token) {
            let id = id(of: seen.token)
            nodes[id].before = seen.receipts
            nodes[id].earliest = LineOrder(time: seen.earliest, key: seen.key)
        }
        for pair in retained.pairs where links(pair.first) && links(pair.second) {
            let (first, second) = (id(of: pair.first), id(of: pair.second))
            count(first, with: second, by: 1)
            count(second, with: first, by: 1)
            partners[first, default: []].append(second)
            partners[second, default: []].append(first)
        }
        for id in partners.keys { _ = review(id) }
    }

    /// The tokens that were seen with one on receipts that are deleted; none of a token that links nothing, nor such ones.
    func linkingPartners(of token: Int) -> [Int] {
        guard !hubs.contains(token) else { return [] }
        return (partners[token] ?? []).filter { !hubs.contains($0) }
    }

    /// The tokens that have such partners, in order.
    var paired: [Int] { partners.keys.sorted() }

    /// The earliest line of the deleted receipts on which a token was seen.
    func earliestBefore(_ token: Int) -> LineOrder? { nodes[token].earliest }

    subscript(id: Int) -> Token { nodes[id].token }

    func tokens(on receipt: Int) -> [Int] { tokens[receipt] ?? [] }
    func linkingTokens(on receipt: Int) -> [Int] { tokens(on: receipt).filter { !hubs.contains($0) } }
    func receipts(with token: Int) -> Set<Int> { nodes[token].receipts }

    /// Replaces the tokens that are seen on a receipt.
    ///
    /// - Returns: those that came, those that went, and those that may have become a hub or ceased to be one.
    mutating func set(
        _ seen: Set<Token>, on receipt: Int
    ) -> (added: [Int], removed: [Int], doubtful: Set<Int>) {
        let old = tokens(on: receipt)
        let new = seen.sorted().map { id(of: $0) }.sorted()
        guard old != new else { return ([], [], []) }
        let added = new.filter { !old.contains($0) }
        let removed = old.filter { !new.contains($0) }
        var doubtful: Set<Int> = []
        for token in removed { take(token, from: receipt, &doubtful) }
        for token in added { put(token, on: receipt, &doubtful) }
        return (added, removed, doubtful)
    }

    /// Looks again whether a token is a hub.
    ///
    /// - Returns: what it has become; nil if it is what it was.
    mutating func review(_ token: Int) -> Bool? {
        let isHub = nodes[token].counted > maxLinks
        guard isHub != hubs.contains(token) else { return nil }
        if isHub { hubs.insert(token) } else { hubs.remove(token) }
        return isHub
    }

    private mutating func put(_ token: Int, on receipt: Int, _ doubtful: inout Set<Int>) {
        for other in tokens(on: receipt) {
            count(other, with: token, by: 1)
            count(token, with: other, by: 1)
            doubtful.insert(other)
        }
        doubtful.insert(token)
        tokens[receipt, default: []].append(token)
        tokens[receipt]?.sort()
        nodes[token].receipts.insert(receipt)
        if nodes[token].seen == 2 { recount(neighboursOf: token, by: 1, &doubtful) }
    }

    private mutating func take(_ token: Int, from receipt: Int, _ doubtful: inout Set<Int>) {
        if nodes[token].seen == 2 { recount(neighboursOf: token, by: -1, &doubtful) }
        nodes[token].receipts.remove(receipt)
        tokens[receipt]?.removeAll { $0 == token }
        if tokens[receipt]?.isEmpty == true { tokens[receipt] = nil }
        for other in tokens(on: receipt) {
            count(other, with: token, by: -1)
            count(token, with: other, by: -1)
            doubtful.insert(other)
        }
        doubtful.insert(token)
    }

    /// One more or less receipt on which a token is seen with another.
    private mutating func count(_ token: Int, with other: Int, by step: Int) {
        let before = nodes[token].others[other] ?? 0
        let after = before + step
        nodes[token].others[other] = after == 0 ? nil : after
        guard before == 0 || after == 0, nodes[other].seen >= 2 else { return }
        nodes[token].counted += step
    }

    /// A token came to two receipts, or is about to leave one of two: those seen with it count one other more or less.
    private mutating func recount(neighboursOf token: Int, by step: Int, _ doubtful: inout Set<Int>) {
        for other in nodes[token].others.keys {
            nodes[other].counted += step
            doubtful.insert(other)
        }
    }

    private mutating func id(of token: Token) -> Int {
        if let id = ids[token] { return id }
        ids[token] = nodes.count
        nodes.append(Node(token: token))
        return nodes.count - 1
    }
}
