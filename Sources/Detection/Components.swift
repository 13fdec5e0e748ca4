/// Sets of nodes that are joined, and taken apart again where links vanish.
struct Components: Sendable {
    private var component: [Int: Int] = [:]
    private var members: [Int: [Int]] = [:]
    private var next = 0

    func component(of node: Int) -> Int? { component[node] }
    func members(of component: Int) -> [Int] { members[component] ?? [] }

    /// A node's component, a new one of its own if it has none.
    mutating func ensure(_ node: Int) -> Int {
        if let known = component[node] { return known }
        defer { next += 1 }
        component[node] = next
        members[next] = [node]
        return next
    }

    /// Joins the components of two nodes; the larger one keeps its name.
    ///
    /// - Returns: the component that is no more; nil if they were one already.
    mutating func join(_ left: Int, _ right: Int) -> (kept: Int, gone: Int, moved: [Int])? {
        let first = ensure(left)
        let second = ensure(right)
        guard first != second else { return nil }
        let (kept, gone) =
            members(of: first).count >= members(of: second).count ? (first, second) : (second, first)
        let moved = members.removeValue(forKey: gone) ?? []
        for node in moved { component[node] = kept }
        members[kept, default: []] += moved
        return (kept, gone, moved)
    }

    /// Takes a component apart: none of its nodes is in one afterwards.
    mutating func dissolve(_ gone: Int) -> [Int] {
        let nodes = members.removeValue(forKey: gone) ?? []
        for node in nodes { component[node] = nil }
        return nodes
    }
}
