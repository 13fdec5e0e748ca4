import Documents
import Purchases

/// Reads what makes a rule hold: a combination, a sequence, an absence, or else its own measure.
struct FormReader {
    static let keys = ["combine", "sequence", "absent"]
    /// What belongs to a measure of the rule's own.
    private static let measured = ["measure", "at_least", "above", "within", "usual"]

    private let context: PackContext
    private var findings: Findings { context.findings }

    init(_ context: PackContext) { self.context = context }

    /// Nil: the rule has its own measure. A form that could not be read comes out empty; the findings hold an error.
    func read(_ fields: FieldReader) -> Form? {
        let told = Self.keys.filter(fields.has)
        guard let key = told.first, let node = fields.value(key) else { return nil }
        for other in told.dropFirst() {
            findings.error(
                .formsConflict, at: fields.place(of: other), "`\(other)` stands beside `\(key)`",
                help: "make it a rule of its own; their scores add up")
        }
        for other in Self.measured where fields.has(other) {
            findings.error(
                .formsConflict, at: fields.place(of: other), "`\(other)` stands beside `\(key)`",
                help: advice(other, key))
        }
        switch key {
        case "combine": return CombineReader(context).read(node) ?? .combine(atLeast: 1, of: [])
        case "sequence": return .sequence(SequenceReader(context).read(node) ?? [])
        default:
            let absence = AbsentReader(context).read(node)
            return absence.map(Form.absent) ?? .combine(atLeast: 1, of: [])
        }
    }

    private func advice(_ other: String, _ key: String) -> String {
        switch (key, other) {
        case (_, "usual"): "`usual` compares the rule's own measure: make it a rule of its own"
        case ("combine", "at_least"): "write it inside: `combine: {at_least: 2, of: […]}`"
        case ("combine", _): "write `\(other)` inside the conditions under `of`"
        case (_, "within"): "write `within` inside `\(key)`"
        default: "take it out: `\(key)` asks whether purchases are there, and measures nothing"
        }
    }
}
