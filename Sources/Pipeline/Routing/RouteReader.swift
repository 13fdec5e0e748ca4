import Documents
import Purchases
import Rules

/// Reads what an endpoint gets: `gets:` and `fallback:`.
struct RouteReader {
    static let keys = ["gets", "fallback"]

    let findings: Findings

    func read(_ fields: FieldReader, endpoint: String) -> NamedRoute {
        var named = NamedRoute(Route(endpoint: endpoint))
        named.route.isFallback = fields.value("fallback").flatMap { findings.flag($0, "fallback") } ?? false
        guard let node = fields.value("gets") else { return named }
        if named.route.isFallback {
            findings.error(
                .routeUnclear, at: fields.place(of: "gets"), "a fallback gets what nobody else gets",
                help: "leave `gets` out, or `fallback`")
        }
        let keys = ["packs", "levels", "jurisdictions", "stores", "where"]
        guard let gets = FieldReader(node, "`gets`", keys: keys, findings) else { return named }
        named.route.packs = gets.texts("packs")
        named.route.levels = gets.value("levels").flatMap(levels)
        named.route.jurisdictions = gets.texts("jurisdictions")
        named.route.stores = gets.texts("stores")?.map { ExactText($0) }
        named.route.condition = gets.value("where").flatMap(ShownCondition(findings).compile)
        named.file = findings.source.file
        for key in ["packs", "levels"] {
            guard let place = gets.value(key)?.place else { continue }
            named.places[key] = place
            named.snippets[key] = findings.source.line(at: place.line)
        }
        return named
    }

    private func levels(_ node: YAMLNode) -> Route.Levels? {
        guard let entries = node.entries else { return findings.text(node, "levels").map(Route.Levels.all) }
        var levels: [String: String] = [:]
        for entry in entries { levels[entry.key] = findings.text(entry.value, entry.key) }
        return .byPack(levels)
    }
}

/// A route with where it names what only packs can know.
package struct NamedRoute: Sendable, Hashable {
    package var route: Route
    var file = ""
    var places: [String: YAMLPlace] = [:]
    var snippets: [String: String] = [:]

    package init(_ route: Route) { self.route = route }

    /// What it names that no pack has: a route to nothing sends nothing, and nobody would notice.
    ///
    /// - Parameter packs: all that are loaded.
    package func namesMissing(in packs: [Pack]) -> [Diagnostic] {
        let ids = packs.map(\.id)
        var found: [Diagnostic] = []
        let named = route.packs ?? []
        for pack in named where !ids.contains(pack) {
            found.append(
                problem("packs", "there is no pack \(quoted(pack))", suggestion(for: pack, among: ids)))
        }
        var wanted: [(pack: Pack, level: String)] = []
        switch route.levels {
        case nil: break
        case .all(let level):
            wanted = packs.filter { route.packs == nil || named.contains($0.id) }.map { ($0, level) }
        case .byPack(let levels):
            for pack in levels.keys.sorted() where !ids.contains(pack) {
                found.append(
                    problem("levels", "there is no pack \(quoted(pack))", suggestion(for: pack, among: ids)))
            }
            wanted = packs.compactMap { pack in levels[pack.id].map { (pack, $0) } }
        }
        for (pack, level) in wanted where !pack.levels.contains(where: { $0.name == level }) {
            let names = pack.levels.map(\.name)
            found.append(
                problem(
                    "levels", "the pack \(quoted(pack.id)) has no level \(quoted(level))",
                    "it has \(names.joined(separator: ", ")); name levels by pack: `levels: {\(pack.id): \(names.last ?? "")}`"
                ))
        }
        return found
    }

    private func problem(_ key: String, _ message: String, _ help: String) -> Diagnostic {
        Diagnostic(
            code: DiagnosticCode.routeUnclear.id, file: file, line: places[key]?.line ?? 0,
            column: places[key]?.column ?? 0, message: message, help: help, snippet: snippets[key])
    }
}
