extension DiagnosticCode {
    /// Codes of decisions on proposals, in the decisions file and as a sheet brings them (`R…`).
    package static let review: [DiagnosticCode] = [
        decisionColumnMissing, decisionColumnUnknown, decisionColumnTwice, decisionUnreadable,
        decisionCellCount, decisionValueMissing, decisionTwice, decisionDigest, decisionHalfAmount,
        decisionTooLong, sheetNotJSON, sheetLabelChanged, sheetEntryChanged, sheetProductGone,
        sheetDecidedSince,
    ]

    package static let decisionColumnMissing = DiagnosticCode(
        "R001", "decision column missing", "The header of the decisions file lacks a column that is required."
    )
    package static let decisionColumnUnknown = DiagnosticCode(
        "R002", "decision column unknown", "The header names a column that the decisions file does not have.")
    package static let decisionColumnTwice = DiagnosticCode(
        "R003", "decision column repeated", "The header names a column twice; only one could count.")
    package static let decisionUnreadable = DiagnosticCode(
        "R004", "decision cannot be read",
        "A quote is not closed, or a row or cell is longer than 1 MiB or 64 KiB.")
    package static let decisionCellCount = DiagnosticCode(
        "R005", "decision with other cells",
        "The row has fewer or more cells than the header; often a comma without quotes.")
    package static let decisionValueMissing = DiagnosticCode(
        "R006", "decision incomplete",
        "A decision lacks what it needs: product, substance, what was decided, label, entry, by whom and when; and a reason where it rejects."
    )
    package static let decisionTwice = DiagnosticCode(
        "R007", "decision repeated", "Two decisions are about the same product and substance.")
    package static let decisionDigest = DiagnosticCode(
        "R008", "no digest", "A label or entry is 12 hex digits, as the program wrote them.")
    package static let decisionHalfAmount = DiagnosticCode(
        "R009", "half an amount", "A net amount stands without its unit, or a unit without an amount.")
    package static let decisionTooLong = DiagnosticCode(
        "R010", "text too long", "A product, reason or name is longer than 4,000 bytes.")
    package static let sheetNotJSON = DiagnosticCode(
        "R020", "decisions not JSON", "The file cannot be read as JSON from the place on.")
    package static let sheetLabelChanged = DiagnosticCode(
        "R021", "label changed",
        "The article's texts are others than when it was decided on; the decision was not taken over.")
    package static let sheetEntryChanged = DiagnosticCode(
        "R022", "list changed",
        "The loaded lists say something else of the substance than when it was decided on; the decision was not taken over."
    )
    package static let sheetProductGone = DiagnosticCode(
        "R023", "product gone", "No article has this product; the decision was not taken over.")
    package static let sheetDecidedSince = DiagnosticCode(
        "R024", "decided since",
        "The decisions file has a later decision that holds; the sheet's was not taken over.")
}
