import Purchases

/// The groups into which rules divide purchases, by index; and the texts that are counted, by index.
///
/// A group is a rule, a value of `each`, and the parts of `by`; its *name* is the rule and the value alone (5.2).
struct Groups: Sendable {
    struct Group: Sendable, Hashable {
        let rule: Int
        let each: ExactText?
        let parts: [ExactText]
    }

    struct Name: Sendable, Hashable {
        let rule: Int
        let each: ExactText?
    }

    /// What a shared measure divides into, for all of its parts at once.
    struct Shared: Sendable, Hashable {
        /// The same for one shared measure of one version of the pack, and no other.
        let measure: Int
        let each: ExactText?
        let parts: [ExactText]
    }

    private var all: [(group: Group, name: Int)] = []
    private var ids: [Group: Int] = [:]
    private var names: [Name: Int] = [:]
    private var values: [ExactText: Int] = [:]
    private var sharedIDs: [Shared: Int] = [:]
    /// By shared group, the groups of the parts, in their order.
    private var members: [[Int]] = []

    subscript(id: Int) -> Group { all[id].group }
    func name(of id: Int) -> Int { all[id].name }

    mutating func id(of group: Group) -> Int {
        if let id = ids[group] { return id }
        let name = Name(rule: group.rule, each: group.each)
        let nameID = names[name] ?? names.count
        names[name] = nameID
        ids[group] = all.count
        all.append((group, nameID))
        return all.count - 1
    }

    /// The index of a shared group.
    ///
    /// - Parameter rules: what the rule of each of its parts is called.
    mutating func id(of shared: Shared, rules: [Int]) -> Int {
        if let id = sharedIDs[shared] { return id }
        sharedIDs[shared] = members.count
        members.append(rules.map { id(of: Group(rule: $0, each: shared.each, parts: shared.parts)) })
        return members.count - 1
    }

    /// The groups of the parts that a shared group stands for, by their slots.
    func members(of shared: Int) -> [Int] { members[shared] }

    mutating func id(ofValue text: ExactText) -> Int {
        if let id = values[text] { return id }
        values[text] = values.count
        return values.count - 1
    }
}
