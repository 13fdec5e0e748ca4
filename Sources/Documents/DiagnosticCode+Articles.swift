extension DiagnosticCode {
    /// Codes of article masters and of the files that map their columns (`A…`).
    package static let articles: [DiagnosticCode] = [
        articlesNotText, articlesHeader, articlesColumns, articlesColumnTwice, articleUnreadable,
        articleTooLong,
        articleNotUTF8, articleWithoutProduct, articleWithoutText, articleRepeated, articlesEmpty,
        articleNotJSON,
        articleCells,
    ]

    package static let articlesNotText = DiagnosticCode(
        "A001", "no article file",
        "The input is compressed, or text in UTF-16, or one JSON document; articles are read from CSV and NDJSON."
    )
    package static let articlesHeader = DiagnosticCode(
        "A002", "no header", "The first line cannot be read as a header, or names more than 1,000 columns.")
    package static let articlesColumns = DiagnosticCode(
        "A003", "columns not known",
        "No column can be taken for what the tills call the product, or for its name, or the map file names one that is not there."
    )
    package static let articlesColumnTwice = DiagnosticCode(
        "A004", "heading twice", "The header or the map file names one column twice; only one could count.")
    package static let articleUnreadable = DiagnosticCode(
        "A005", "article cannot be read", "A quote is not closed; reading goes on at the next line.")
    package static let articleTooLong = DiagnosticCode(
        "A006", "article too long",
        "A cell has more than 1 MiB, or a row more than 8 MiB. The article is left out.")
    package static let articleNotUTF8 = DiagnosticCode(
        "A007", "article not UTF-8",
        "The file is UTF-8, and bytes of this article are not. The article is left out.")
    package static let articleWithoutProduct = DiagnosticCode(
        "A008", "article without product",
        "The cell that the tills know the product by is empty; the article is left out.")
    package static let articleWithoutText = DiagnosticCode(
        "A009", "article without text",
        "The article has no name and no further text, so that there is nothing to screen.")
    package static let articleRepeated = DiagnosticCode(
        "A010", "product repeated",
        "Two rows have the same product. Both are screened; decisions are about the product, not about the row."
    )
    package static let articlesEmpty = DiagnosticCode(
        "A011", "no articles", "The file is empty, or holds nothing but blank lines.")
    package static let articleNotJSON = DiagnosticCode(
        "A012", "article not JSON",
        "The line is no JSON object of at most 1,000 members; the article is left out.")
    package static let articleCells = DiagnosticCode(
        "A013", "more cells than columns",
        "The row has more cells than the header names; the article is left out.")
}
