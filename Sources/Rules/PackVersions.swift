import Documents
import Purchases

/// Tells versions of one pack from packs that are in each other's way (7.1).
struct PackVersions {
    private var seen: [ExactText: [(pack: Pack, path: String)]] = [:]

    /// Takes a pack in; what keeps it from standing beside those before it, if anything does.
    mutating func add(_ pack: Pack, path: String) -> Diagnostic? {
        let id = ExactText(pack.id)
        for other in seen[id] ?? [] {
            if let (problem, help) = conflict(pack, other.pack) {
                return Diagnostic(
                    code: DiagnosticCode.packRepeated.id, file: path,
                    message: "the pack \(quoted(pack.id)) \(problem) \(quoted(other.path))", help: help)
            }
        }
        seen[id, default: []].append((pack, path))
        return nil
    }

    /// What is wrong with a pack beside them that is none of them: it must not be one of them.
    func same(as pack: Pack, path: String) -> Diagnostic? {
        let others = seen[ExactText(pack.id)] ?? []
        guard let other = others.first(where: { ExactText($0.pack.version) == ExactText(pack.version) })
        else {
            return nil
        }
        return Diagnostic(
            code: DiagnosticCode.packRepeated.id, file: path,
            message: "version \(quoted(pack.version)) of the pack \(quoted(pack.id)) is loaded already, from "
                + quoted(other.path),
            help: "give a shadow pack a version of its own, or load it once")
    }

    private func conflict(_ pack: Pack, _ other: Pack) -> (problem: String, help: String)? {
        if ExactText(pack.version) == ExactText(other.version) {
            return (
                "of version \(quoted(pack.version)) is loaded already, from",
                "load it once; give a new version a `version` and a `from` of its own"
            )
        }
        if pack.from == other.from {
            let day = pack.from.map { "judges from \($0)" } ?? "says no day that it judges `from`"
            return (
                "\(day), and so does", "give each version a day of its own, as in `from: 2026-11-01`"
            )
        }
        if pack.linkKinds != other.linkKinds || pack.maxLinks != other.maxLinks {
            return (
                "links buyers otherwise than", "keep `buyers` as it is, or give the pack a new id"
            )
        }
        return nil
    }
}
