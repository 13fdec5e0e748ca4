extension DiagnosticHelp {
    /// The decisions file.
    static let decisions: [DiagnosticHelp] = [
        .init("R001", "add the column", .told("A header without the column `label`.")),
        .init(
            "R002", "take the column out, or write its name as the program does",
            .told("A header with the column `produkt`.")),
        .init("R003", "take one of them out", .told("A header that names `product` twice.")),
        .init(
            "R004", "mend the row, or take it out and review the product again",
            .told("The row `\"4,7,salt`: nothing closes the quote.")),
        .init(
            "R005", "put texts that hold a comma in double quotes",
            .told("A reason that holds a comma, and no quotes around it.")),
        .init("R006", "fill it in", .told("A row with `reject`, and no reason.")),
        .init(
            "R007", "keep one of the rows; after a merge, the later",
            .told("Two rows with the product 4711 and the substance `salt`.")),
        .init(
            "R008",
            "take it from `tillwatch catalogue screen`, or take the row out and review the product again",
            .told("`0123456789AB` as a label: the digits are in lower case.")),
        .init(
            "R009", "write amount and unit, or take both out", .told("`5` as net amount, and no net unit.")),
        .init("R010", "shorten it", .told("A reason of 5,000 letters.")),
    ]

    /// What a sheet saved.
    static let sheets: [DiagnosticHelp] = [
        .init(
            "R020", "take the file as the sheet saved it",
            .told("A file that was cut off: `{\"tillwatch\": \"decisions\"`.")),
        .init(
            "R021", "review the product again",
            .told("A product that was renamed after the sheet was made.")),
        .init(
            "R022", "name the lists that the sheet was made with, or review the product again",
            .told("A limit that a newer list changes.")),
        .init(
            "R023", "name the article master that the sheet was made of",
            .told("A decision on 4711, and an article master without it.")),
        .init(
            "R024", "take the row out of the decisions file to have the sheet's",
            .told("A sheet of 1 November, and a decision of 2 November on the same product.")),
    ]
}
