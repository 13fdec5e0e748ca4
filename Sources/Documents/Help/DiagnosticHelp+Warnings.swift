extension DiagnosticHelp {
    static let warnings: [DiagnosticHelp] = [
        .init(
            "W001", "mend the condition or the bound, or take the rule out",
            .rule("measure: count receipts\nat_least: 2")),
        .init("W002", "ask for more, or take the rule out", .rule("where: {list: example}")),
        .init(
            "W003", "move the threshold to where scores lie, or raise scores",
            .pack("levels: {notice: 30, report: 100}")),
        .init(
            "W004", "raise the threshold, or ask for the purchase itself",
            .rule("within: 30d\nmeasure: sum mass\nat_least: 100 g")),
        .init(
            "W005", "map it in the feed file: `licence: {until: COLUMN}`",
            .told("`unless: {licence: valid}` in the pack, `licence: {number: licence}` in the feed file.")),
        .init(
            "W006", "map it in the feed file: `professional: {number: COLUMN, until: COLUMN}`",
            .rule("unless: {professional: valid}")),
        .init(
            "W007", "keep one of them, with the sum of the scores",
            .pack(
                "rules:\n  - {id: one, where: {substance: salt}, score: 30}\n  - {id: two, where: {substance: salt}, score: 30}"
            )),
        .init(
            "W008", "name it in a rule's `where`, or take it out", .pack("define: {salty: {substance: salt}}")
        ),
    ]
}
