import Documents
import Purchases

/// The named conditions of a pack. Each is compiled once, and written out wherever it is named.
final class Definitions {
    private enum State {
        case waiting(YAMLNode)
        case compiling
        /// Nil: something is wrong with it, and was reported.
        case done(SizedCondition?)
    }

    /// Longer chains of definitions are refused, since following them takes a stack.
    private static let chainMax = 32

    private var states: [String: State] = [:]
    private var path: [String] = []
    private let names: [String]

    init(_ node: YAMLNode? = nil, _ findings: Findings? = nil) {
        let entries = node.flatMap { findings?.mapping($0, "`define`") } ?? []
        names = entries.map(\.key)
        for entry in entries { states[entry.key] = .waiting(entry.value) }
    }

    /// Compiles those that no rule names, too: a mistake in them is a mistake.
    func compileAll(_ context: PackContext) {
        for name in names { _ = compiled(name, context) }
    }

    /// The condition that a place names; nil, with a diagnostic here or earlier, when there is none to use.
    func condition(_ name: String, at place: YAMLPlace, _ context: PackContext) -> SizedCondition? {
        switch states[name] {
        case nil:
            context.findings.error(
                .unknownDefinition, at: place, "nothing is defined as \(quoted(name))",
                help: suggestion(for: name, among: names) + "; or write a condition (`{list: …}`)")
            return nil
        case .compiling:
            let start = path.firstIndex(of: name) ?? 0
            let way = (path[start...] + [name]).prefix(12).map { quoted($0) }.joined(separator: " → ")
            context.findings.error(
                .cyclicDefinition, at: place, "the definition leads back to itself: \(way)",
                help: "write one of them out without naming the others")
            return nil
        case .waiting where path.count >= Self.chainMax:
            context.findings.error(
                .conditionTooLarge, at: place,
                "more than \(Self.chainMax) definitions name one another in a chain")
            return nil
        case .waiting, .done: return compiled(name, context)
        }
    }

    private func compiled(_ name: String, _ context: PackContext) -> SizedCondition? {
        switch states[name] {
        case .done(let condition): return condition
        case .compiling, nil: return nil
        case .waiting(let node):
            states[name] = .compiling
            path.append(name)
            let condition = ConditionCompiler(context).compile(node)
            path.removeLast()
            states[name] = .done(condition)
            return condition
        }
    }
}
