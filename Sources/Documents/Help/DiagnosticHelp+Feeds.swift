extension DiagnosticHelp {
    static let feeds: [DiagnosticHelp] = [
        .init("F001", "write one ASCII character in quotes, or `tab`", .feed("delimiter: \";;\"")),
        .init("F002", "write `.` or `,`", .feed("decimal: \"'\"")),
        .init(
            "F003", "write a name of the IANA data, as in `Europe/Berlin`", .feed("timezone: Europe/Berlim")),
        .init(
            "F004", "write each directive once, with those that it needs", .feed("time_format: \"%d.%m.%Q\"")),
        .init(
            "F005", "give it the name of a column of its own",
            .feed("tokens: {card: card}\nextra: {card: other_card}")),
        .init(
            "F006", "export it in a form that this version reads",
            .told("A ZIP archive whose members are packed in a way that no library here unpacks.")),
        .init(
            "F007", "give each kind of line codes of its own",
            .feed("kinds: {column: kind, sale: [S], void: [S]}")),
        .init(
            "F052", "write hours and minutes, as in `\"04:00\"`",
            .feed(
                "fields: {store: store, till: till, receipt: receipt, line: line, time: time, product: product, quantity: quantity, day: {closes: four}}"
            )),
        .init("F053", "write a point, a comma, a space or an apostrophe", .feed("grouping: \"#\"")),
        .init("F054", "write 10, 100 and so on, up to 1000000", .feed("scale: {quantity: 7}")),
        .init(
            "F055", "give each word one unit",
            .feed(
                "fields: {store: store, till: till, receipt: receipt, line: line, time: time, product: product, quantity: quantity, unit: unit}\nunits: {kg: [K], g: [K]}"
            )),
        .init("F056", "give each column a name of its own", .feed("header: [store, store]")),
        .init(
            "F057", "write the first and the last character, as in `5-12`",
            .feed("format: fixed\ncolumns: {store: 9-5}")),
        .init(
            "F058", "write the path from `$` on, as in `$.orders[*]`", .feed("format: json\nreceipts: orders")
        ),
        .init(
            "F059", "map the column that numbers the lines, or leave `corrections` out",
            .feed(
                "fields: {store: store, till: till, receipt: receipt, line: {from: content}, time: time, product: product, quantity: quantity}\ncorrections: any"
            )),
    ]

    static let inputs: [DiagnosticHelp] = [
        .init(
            "F020", "check the name; it counts from the folder the command is started in",
            .told("`tillwatch scan … yesterday.csv`, and no such file.")),
        .init(
            "F021", "give the user that runs this program the right to read it",
            .told("A file that belongs to another user.")),
        .init("F022", "name its files: `'exports/*.csv'`", .told("`tillwatch scan … exports/`")),
        .init(
            "F023", "list the folder, and quote the pattern so that the shell leaves it alone",
            .told("`tillwatch scan … 'exports/*.cvs'`")),
        .init("F024", "name `-` once", .told("`tillwatch scan … - -`")),
        .init("F025", "unpack it, or save it as \"CSV UTF-8\"", .told("A `.7z` archive.")),
        .init(
            "F026", "name the encoding of the export in the feed file",
            .told("`Männer` in the header, saved as Latin-1, and a feed file that says nothing of it.")),
        .init(
            "F027", "write the same `delimiter` in the feed file",
            .told("`sep=;` in the first line, and a feed file without `delimiter`.")),
        .init(
            "F028", "write the columns' names in the feed file as the header has them",
            .told("The header `store;till;receipt`, and a feed file that maps `product`.")),
        .init(
            "F029", "rename one of them in the export", .told("The header names the column `product` twice.")),
        .init(
            "F030", "check that the first line names the columns",
            .told("A quote in the header that is never closed.")),
        .init(
            "F031", "fetch or export it again", .told("Half of a `.csv.gz` that is still being written.")),
        .init(
            "F032", "if this is right, unpack it and scan the files that it holds",
            .told("A gzip of 1 MB that unpacks to a gigabyte of zeros.")),
        .init(
            "F033", "unpack the outer one, and scan the files that it holds",
            .told("A ZIP archive of `.csv.gz` files.")),
        .init(
            "F034", "unpack it with its password, and scan the files that it holds",
            .told("A ZIP archive with a password.")),
        .init(
            "F035", "let a program make CSV of it, or export CSV", .told("An `.xlsx` workbook.")),
        .init(
            "F036", "scan it when it is complete, or leave `follow` out",
            .told("`run` with `follow: true` on a `.csv.gz`.")),
        .init(
            "F037", "write a field's name as docs/FEEDS.md has it",
            .told("`format: poslog` and `product: Artikel`.")),
        .init(
            "F038", "name the format of the input in the feed file",
            .told("`format: poslog`, and an input whose root element is `orders`.")),
        .init(
            "F039", "fetch the file again, or have the export mended",
            .told("`<Sale>` that is closed by `</Return>`.")),
        .init("F040", "fetch the file again: it is not complete", .told("A POSLog without `</POSLog>`.")),
        .init("F041", "have the export leave it out", .told("`<!DOCTYPE POSLog …>`")),
        .init(
            "F043", "fetch the file again, or have the export mended",
            .told("`[{…} {…}]`, without a comma between the two.")),
        .init(
            "F045", "check `skip`: the few lines before the table",
            .told("`skip: 1`, and a first line of two megabytes.")),
        .init(
            "F046", "give each mapped column its place under `columns`",
            .told("`format: fixed` and `product: Artikel`, and no `Artikel` in `columns`.")),
        .init(
            "F047", "lay the records out as the export's documentation does",
            .told("`format: rtlog`, and no place for `THEAD.type`.")),
        .init(
            "F048", "give the whole set, as one archive or folder",
            .told("A DSFinV-K export without `transactions.csv`.")),
        .init(
            "F049", "export a shorter time at once", .told("A DSFinV-K export of ten years in one archive.")),
        .init(
            "F050", "ask for an export of single receipts",
            .told("A WPUUMS, or a daily list of totals by article.")),
    ]
}
