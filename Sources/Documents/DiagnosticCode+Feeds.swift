extension DiagnosticCode {
    /// Codes of feed files and of the inputs that they describe (`F…`).
    package static let feeds: [DiagnosticCode] = [
        badDelimiter, badDecimalMark, unknownTimeZone, badTimeFormat, badColumn, feedNotSupported, badKinds,
        missingInput, unreadableInput, inputIsFolder, inputNoMatch, inputRepeated, inputNotText,
        inputEncoding, inputDelimiter, inputColumns, inputColumnTwice, inputHeader,
        inputDamaged, inputTooLarge, inputNested, inputEncrypted, inputWorkbook, inputNotFollowed,
        skippedLines, fixedColumns, recordLayout, tablesMissing, tablesTooLarge, aggregated,
        recordField, recordFormat, xmlMalformed, xmlCutOff, xmlDoctype, jsonMalformed,
        badDayEnd, badGroupingMark, badScale, badUnits, badHeader, badPlaces, badPath, correctionsNeedKeys,
    ]

    package static let badDelimiter = DiagnosticCode(
        "F001", "not a delimiter", "What parts the cells of a CSV file is one ASCII character, or `tab`.")
    package static let badDecimalMark = DiagnosticCode(
        "F002", "not a decimal mark", "The decimal mark is `.` or `,`, and cannot also part the cells.")
    package static let unknownTimeZone = DiagnosticCode(
        "F003", "unknown time zone", "A time zone is named as in the IANA data: `Europe/Berlin`, or `UTC`.")
    package static let badTimeFormat = DiagnosticCode(
        "F004", "time format",
        "The format of times uses a directive that is not known, twice, or without the others it needs.")
    package static let badColumn = DiagnosticCode(
        "F005", "not a column",
        "A field is the name of a column (in NDJSON a dotted path) or a constant where one is allowed.")
    package static let feedNotSupported = DiagnosticCode(
        "F006", "not supported yet", "The format has this key, and this version cannot do what it says.")
    package static let badKinds = DiagnosticCode(
        "F007", "kinds", "One code stands for two kinds of line, or none stands for any.")
    package static let missingInput = DiagnosticCode(
        "F020", "input not there", "There is no file of this name. Nothing was read.")
    package static let unreadableInput = DiagnosticCode(
        "F021", "input not readable", "The file is there and cannot be opened or read on.")
    package static let inputIsFolder = DiagnosticCode(
        "F022", "input is a folder", "A folder is no input; its files are.")
    package static let inputNoMatch = DiagnosticCode(
        "F023", "no file matches", "A pattern matches no file. Nothing was read.")
    package static let inputRepeated = DiagnosticCode(
        "F024", "standard input twice", "Standard input can be read once only.")
    package static let inputNotText = DiagnosticCode(
        "F025", "input is no text",
        "The input begins like an archive of a kind that is not read, or a text in UTF-32; nothing of it was read."
    )
    package static let inputEncoding = DiagnosticCode(
        "F026", "wrong encoding",
        "The header cannot be read, or contradicts the encoding that the feed file names.")
    package static let inputDelimiter = DiagnosticCode(
        "F027", "wrong delimiter", "The input itself names another delimiter than the feed file.")
    package static let inputColumns = DiagnosticCode(
        "F028", "column not there", "The feed file names columns that the header of the input lacks.")
    package static let inputColumnTwice = DiagnosticCode(
        "F029", "column twice", "The header has a column that the feed file names more than once.")
    package static let inputHeader = DiagnosticCode(
        "F030", "header", "The first line cannot be read as a header.")
    package static let inputDamaged = DiagnosticCode(
        "F031", "damaged or cut off",
        "The input is compressed or an archive, and cannot be unpacked to its end. What stands before was read."
    )
    package static let inputTooLarge = DiagnosticCode(
        "F032", "too much to unpack",
        "Unpacked, the input comes to more than a reader takes, as one does that was made to exhaust it.")
    package static let inputNested = DiagnosticCode(
        "F033", "archive in an archive", "What an archive holds is itself an archive, or compressed.")
    package static let inputEncrypted = DiagnosticCode(
        "F034", "encrypted", "A member of the archive is encrypted, and no password is known.")
    package static let inputWorkbook = DiagnosticCode(
        "F035", "input is a workbook", "The input is a document of an office program; nothing of it was read."
    )
    package static let inputNotFollowed = DiagnosticCode(
        "F036", "cannot be followed",
        "What is compressed can be read when it is complete, and neither while it grows nor as it comes.")
    package static let skippedLines = DiagnosticCode(
        "F045", "lines to skip", "The lines that stand before the table are longer than a reader may hold.")
    package static let fixedColumns = DiagnosticCode(
        "F046", "columns at fixed places", "The feed file maps a column to which it gives no place.")
    package static let recordLayout = DiagnosticCode(
        "F047", "layout of records", "The feed file lays no record out by which lines of sales could be told."
    )
    package static let tablesMissing = DiagnosticCode(
        "F048", "table not there", "A table without which the others cannot be joined is not in the input.")
    package static let tablesTooLarge = DiagnosticCode(
        "F049", "tables too large", "The receipts that the tables share do not fit the memory kept for them.")
    package static let aggregated = DiagnosticCode(
        "F050", "totals, no receipts",
        "The export holds totals by article and has no receipts, so nobody's purchases can be told from it.")
    package static let recordField = DiagnosticCode(
        "F037", "no such field",
        "The records of this format have fields of fixed names (docs/FEEDS.md); the feed file names another.")
    package static let recordFormat = DiagnosticCode(
        "F038", "another format",
        "The input is well-formed and holds nothing of the format that the feed file names.")
    package static let xmlMalformed = DiagnosticCode(
        "F039", "malformed XML", "The XML cannot be read on from here. What ended before this place was read."
    )
    package static let xmlCutOff = DiagnosticCode(
        "F040", "XML cut off", "The input ends before its root element does. What ended before was read.")
    package static let xmlDoctype = DiagnosticCode(
        "F041", "document type",
        "The XML declares a document type, which is refused: it could name entities and files.")
    package static let jsonMalformed = DiagnosticCode(
        "F043", "malformed JSON", "Between receipts the JSON cannot be read on. What ended before was read.")
    package static let badDayEnd = DiagnosticCode(
        "F052", "end of the business day", "A business day ends at hours and minutes of a clock: `04:00`.")
    package static let badGroupingMark = DiagnosticCode(
        "F053", "grouping mark", "Digits are grouped by a point, a comma, a space or an apostrophe.")
    package static let badScale = DiagnosticCode(
        "F054", "scale", "A number is divided by 10, 100 and so on up to 1000000, so that nothing is rounded."
    )
    package static let badUnits = DiagnosticCode("F055", "units", "One word stands for two units.")
    package static let badHeader = DiagnosticCode(
        "F056", "names of columns", "Each column of an export without a header has a name of its own.")
    package static let badPlaces = DiagnosticCode(
        "F057", "places of columns", "A column stands from one character of the line to another, from 1.")
    package static let badPath = DiagnosticCode(
        "F058", "not a path", "What leads to receipts or lines begins with `$`: `$.orders[*]`.")
    package static let correctionsNeedKeys = DiagnosticCode(
        "F059", "corrections without keys",
        "Lines that are told by their content alone have no key under which they could be corrected.")
}
