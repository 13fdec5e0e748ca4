extension DiagnosticHelp {
    static let tests: [DiagnosticHelp] = [
        .init(
            "T001", "name the columns in the first line, and add a row",
            .told("`purchases: |` with nothing below it.")),
        .init(
            "T002", "name each column once, as `docs/FORMATS.md` 9 has it",
            .told("A table of purchases with the column `buyr`, or without `time`.")),
        .init(
            "T003", "put two blanks between cells, and `-` for an empty one",
            .told("`2026-12-01 10:00  A salt` below three columns: a single blank parts nothing.")),
        .init("T004", "write `2026-12-01 10:00`", .told("`at: tomorrow`, or `10:05` in the first row.")),
        .init(
            "T005", "add the product to the catalogue, or correct its name",
            .told("A purchase of `slat`, and a catalogue with `salt`.")),
        .init(
            "T006", "write the rule's id as the pack has it",
            .told("`rules: {amuont: 10 kg}`, and a pack with `amount`.")),
        .init(
            "T007", "write the level as the pack has it", .told("`level: notices`, and a pack with `notice`.")
        ),
        .init(
            "T008", "name a buyer, store or product of the test's table",
            .told("`buyer: B`, and a table in which A alone buys.")),
        .init("T009", "give each test a name of its own", .told("Two tests with `name: one`.")),
        .init(
            "T010", "add `pack:` with the id that is meant",
            .told("Two packs under `packs`, and an alert without `pack`.")),
        .init(
            "T011", "write `rules: {RULE: 10 kg}` or `rules: [RULE]`", .told("`rules: amount`.")),
        .init(
            "T012", "take the excuse out",
            .told("`alive: [{mutant: \"amount at_least +\", …}]`, and a test just below the bound.")),
    ]
}
