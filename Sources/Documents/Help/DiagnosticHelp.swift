/// What to do about a diagnostic, and what provokes it.
struct DiagnosticHelp: Sendable {
    let id: String
    let remedy: String
    let example: DiagnosticExample

    init(_ id: String, _ remedy: String, _ example: DiagnosticExample) {
        self.id = id
        self.remedy = remedy
        self.example = example
    }

    static let all: [String: DiagnosticHelp] = {
        let tables = [
            documents, values, feeds, inputs, lists, catalogue, articles, knowledge, decisions, sheets, packs,
            rules, warnings, tests, signing, configurations,
        ]
        return Dictionary(tables.joined().map { ($0.id, $0) }) { first, _ in first }
    }()
}

extension DiagnosticCode {
    /// What to do about it, where a message has nothing better to say.
    package var remedy: String? { Self.remedy(of: id) }

    /// What provokes it.
    package var example: DiagnosticExample? { DiagnosticHelp.all[id]?.example }

    static func remedy(of id: String) -> String? { DiagnosticHelp.all[id]?.remedy }
}
