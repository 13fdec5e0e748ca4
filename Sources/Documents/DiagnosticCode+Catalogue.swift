extension DiagnosticCode {
    /// Codes of substance lists (`L…`) and of the catalogue (`C…`).
    package static let lists: [DiagnosticCode] = [
        duplicateSubstance, badCAS, periodReversed, limitsReversed, emptyList,
    ]
    package static let catalogue: [DiagnosticCode] = [
        missingColumn, unknownColumn, duplicateColumn, recordUnreadable, cellCount, missingCell,
        unknownSubstance,
        casOnNoList, idOfSeveral, duplicateRow,
    ]

    package static let duplicateSubstance = DiagnosticCode(
        "L001", "substance repeated",
        "Two entries of a list have the same id; catalogue and packs could not tell them apart.")
    package static let badCAS = DiagnosticCode(
        "L002", "no CAS number",
        "A CAS number has two to seven digits, two and one, and its last digit is a check of the others. Wrong ones are refused."
    )
    package static let periodReversed = DiagnosticCode(
        "L003", "period ends before it begins",
        "The last day lies before the first, so that the period holds no day.")
    package static let limitsReversed = DiagnosticCode(
        "L004", "upper limit below limit", "What a licence may allow cannot lie below what needs a licence.")
    package static let emptyList = DiagnosticCode(
        "L005", "empty list", "A list without substances would watch nothing.")

    package static let missingColumn = DiagnosticCode(
        "C001", "missing column", "The catalogue's header lacks a column that is required.")
    package static let unknownColumn = DiagnosticCode(
        "C002", "unknown column", "The catalogue's header names a column that the format does not have.")
    package static let duplicateColumn = DiagnosticCode(
        "C003", "column repeated", "The catalogue's header names a column twice; only one could count.")
    package static let recordUnreadable = DiagnosticCode(
        "C004", "row cannot be read",
        "A quote is not closed, or a row or cell is longer than 1 MiB or 64 KiB.")
    package static let cellCount = DiagnosticCode(
        "C005", "wrong number of cells",
        "The row has fewer or more cells than the header; often a comma without quotes.")
    package static let missingCell = DiagnosticCode(
        "C006", "missing value", "A cell that must hold a value is empty.")
    package static let unknownSubstance = DiagnosticCode(
        "C007", "unknown substance",
        "No loaded list has a substance of this id, so that the row would watch nothing.")
    package static let casOnNoList = DiagnosticCode(
        "C008", "CAS number on no list",
        "No loaded list has a substance of this CAS number. The row is kept: the product is watched and no rule sees it."
    )
    package static let idOfSeveral = DiagnosticCode(
        "C009", "id of several substances",
        "The loaded lists give this id different CAS numbers. The least of them names the substance.")
    package static let duplicateRow = DiagnosticCode(
        "C010", "row repeated",
        "Two rows give one product the same substance on the same days; it would count twice.")
}
