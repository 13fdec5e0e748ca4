import Catalogue
import Documents
import Purchases

/// Reads `usual: {of: store, over: 12w, at_least: 6x, min_windows: 3}`.
struct UsualReader {
    private static let keys = ["of", "over", "at_least", "above", "min_windows"]
    /// A rule that compared with more windows would say little more, and cost without bound.
    private static let windowsMax = 10_000

    private let context: PackContext
    private var findings: Findings { context.findings }

    init(_ context: PackContext) { self.context = context }

    /// Reads what is usual, and sets the rule's subject where `by` does not.
    func read(
        _ fields: FieldReader, window: Rule.Window, subject: inout Rule.Subject
    ) -> Usual? {
        guard let node = fields.value("usual"),
            let told = FieldReader(node, "`usual`", keys: Self.keys, findings)
        else { return nil }
        if let of = told.required("of", help: "say whose usual: `of: store`, `product` or `buyer`") {
            setSubject(of, fields, &subject)
        }
        let over = told.required("over", help: "say how far back: `over: 12w`")
        let seconds = over.flatMap { findings.seconds($0, "over") }
        let times = times(told)
        let minWindows = told.integer("min_windows", in: 1...1_000) ?? 3
        guard case .span(let length) = window else {
            if !fields.has("within") || window == .calendarDay {
                findings.error(
                    .usualMismatch, at: fields.place(of: "usual"),
                    "`usual` compares windows of one length, and the rule has none",
                    help: "add `within: 7d`, as long as each of the windows that are compared")
            }
            return nil
        }
        guard let over, let text = over.scalar, let seconds, let times else { return nil }
        let fitting = seconds / (length.microseconds / 1_000_000)
        guard fitting >= minWindows, fitting <= Self.windowsMax else {
            findings.error(
                .usualWindows, at: over.place,
                "\(fitting) windows of the rule's `within` fit in `over`, and must be \(minWindows) to \(Self.windowsMax)",
                help: fitting < minWindows
                    ? "it could never hold: look further back, or shorten `within`" : "look back less far")
            return nil
        }
        return Usual(
            over: TimeSpan(seconds: seconds), overText: text, times: times, minWindows: minWindows)
    }

    /// `of` is the rule's subject; where `by` names one, it must be the same.
    private func setSubject(_ node: YAMLNode, _ fields: FieldReader, _ subject: inout Rule.Subject) {
        guard let of = findings.word(node, "of", among: ["store", "product", "buyer"]) else { return }
        guard fields.has("by") else {
            subject = of == "store" ? .store : of == "product" ? .product : .buyer
            return
        }
        let agrees =
            switch subject {
            case .buyer: of == "buyer"
            case .store: of == "store"
            case .product: of == "product"
            case .storeAndProduct: of != "buyer"
            }
        if agrees { return }
        findings.error(
            .usualMismatch, at: node.place, "`of` is `\(of)`, and `by` says that the rule is about another",
            help: "leave `by` out: `of` sets it")
    }

    private func times(_ told: FieldReader) -> Threshold? {
        if told.has("at_least"), told.has("above") {
            findings.error(
                .boundsConflict, at: told.place(of: "above"), "`above` stands beside `at_least`",
                help: "keep one of them")
            return nil
        }
        let key = told.has("above") ? "above" : "at_least"
        guard let node = told.required(key, help: "say how many times the usual: `at_least: 6x`"),
            let text = findings.text(node, key)
        else { return nil }
        guard text.utf8.last == UInt8(ascii: "x"), let value = plainDecimal(text.dropLast()) else {
            findings.error(
                .badUnit, at: node.place, "`\(key)` of `usual` is a number of times, not \(quoted(text))",
                help: "write how many times the usual, as in `6x`")
            return nil
        }
        guard value >= ExactDecimal(1), value <= ExactDecimal(1_000_000) else {
            findings.error(
                .outOfRange, at: node.place, "`\(key)` is \(quoted(text)), and must be from 1x to 1000000x")
            return nil
        }
        return Threshold(value: value, bound: key == "above" ? .above : .atLeast)
    }
}
