extension DiagnosticHelp {
    static let articles: [DiagnosticHelp] = [
        .init(
            "A001", "unpack it, save it as UTF-8, or write one JSON object a line: `jq -c '.[]' FILE`",
            .told("An export that is one JSON list: `[{\"sku\": 1}, …]`.")),
        .init(
            "A002", "let the first line name the columns, and close its quotes",
            .told("A quote in the first line that is never closed.")),
        .init(
            "A003", "say in a map file which column is what, and give it with `--map`",
            .told("The header `Spalte A;Spalte B`, and no map file.")),
        .init(
            "A004", "rename one of them in the export, or take it out of the map file",
            .told("`articles: {product: SKU, name: SKU}` in the map file.")),
        .init(
            "A005", "double the quotes inside cells: `\"5\"\" pipe\"`",
            .told("The row `6;\"open`: nothing closes the quote.")),
        .init("A006", "shorten the cell, or close the quote before it", .told("A name of more than 1 MiB.")),
        .init(
            "A007", "save the whole file in one encoding, best in UTF-8",
            .told("A file in UTF-8, and in one row an `ä` as the byte E4.")),
        .init(
            "A008", "give the article its number, or leave the row out of the export",
            .told("The row `;Acetone 1 l` below the header `sku;name`.")),
        .init(
            "A009", "give the article a name, or leave the row out of the export",
            .told("The row `4711;` below the header `sku;name`.")),
        .init(
            "A010", "keep one of the rows; a decision on one is a decision on both",
            .told("Two rows with the product 4711.")),
        .init("A011", "check that the export ran", .told("An export of 0 bytes.")),
        .init(
            "A012", "write one object a line: `jq -c . FILE`",
            .told("A line `{\"sku\": \"4711\"`: the brace is not closed.")),
        .init(
            "A013", "put texts that hold the delimiter in double quotes",
            .told("The row `4711;Acetone; pure` below the header `sku;name`.")),
    ]

    static let knowledge: [DiagnosticHelp] = [
        .init(
            "K001", "add the source to `sources`, or write `own`",
            .told("`source: pubchen` in a block, and `id: pubchem` under `sources`.")),
        .init(
            "K002", "copy the number from the source; its last digit is a check",
            .told("`ec: [200-662-3]`; acetone has 200-662-2.")),
        .init("K003", "take one of them out", .told("`en: [acetone, acetone]`")),
    ]
}
