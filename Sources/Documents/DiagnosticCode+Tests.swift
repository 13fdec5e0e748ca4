extension DiagnosticCode {
    /// Codes of test files of packs (`docs/RULES.md`, tests).
    package static let tests: [DiagnosticCode] = [
        tableEmpty, tableColumn, tableCells, testTime, testProduct, testRule, testLevel, testBuyer,
        testRepeated,
        testPack, testValues, excuseIdle,
    ]

    package static let tableEmpty = DiagnosticCode(
        "T001", "empty table",
        "A table begins with a line that names its columns, and has at least one row.")
    package static let tableColumn = DiagnosticCode(
        "T002", "column of a table",
        "A table has no such column, names it twice, or lacks one that it needs. Two or more blanks (or a bar) stand between columns."
    )
    package static let tableCells = DiagnosticCode(
        "T003", "wrong number of cells in a table",
        "The row has fewer or more cells than the first line names columns. Two or more blanks (or a bar) stand between cells, and `-` for an empty one."
    )
    package static let testTime = DiagnosticCode(
        "T004", "time of a test",
        "A time is written `2026-12-01 10:00`, with seconds or an offset where needed; `10:05` alone is on the day of the row above."
    )
    package static let testProduct = DiagnosticCode(
        "T005", "product not in the test's catalogue",
        "A purchase is of a product that the catalogue of the test file does not have, so that nothing would watch it."
    )
    package static let testRule = DiagnosticCode(
        "T006", "no such rule in the packs of a test",
        "An expectation names a rule that none of the packs has; it could never fail or never pass.")
    package static let testLevel = DiagnosticCode(
        "T007", "no such level in the packs of a test",
        "An expectation names a level that none of the packs has.")
    package static let testBuyer = DiagnosticCode(
        "T008", "nobody of that name buys in the test",
        "An expectation names a buyer, store or product that no purchase of the test has.")
    package static let testRepeated = DiagnosticCode(
        "T009", "test repeated", "Two tests of a file have one name; reports could not tell them apart.")
    package static let testPack = DiagnosticCode(
        "T010", "unclear pack in a test",
        "The file has several packs, and an expectation does not say which, or names one that is not there.")
    package static let testValues = DiagnosticCode(
        "T011", "nothing expected of a rule",
        "`rules` names the rules that hold, each with its value or, where several groups hold, a list of values."
    )
    package static let excuseIdle = DiagnosticCode(
        "T012", "excuse for nothing",
        "`alive` excuses a change that some test notices or that is not made; take the excuse out.")
}
