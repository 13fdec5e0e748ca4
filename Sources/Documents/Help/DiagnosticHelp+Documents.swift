extension DiagnosticHelp {
    static let documents: [DiagnosticHelp] = [
        .init("D001", "check the path, and that the file may be read", .told("A path where no file is.")),
        .init("D002", "divide the file into several", .told("A pack of more than 1 MiB.")),
        .init("D003", "save it as UTF-8", .told("An `ö` saved as Latin-1: the byte F6.")),
        .init(
            "D004", "take the character out, or write it as an escape in double quotes",
            .told("A bell, U+0007, pasted into a title.")),
        .init(
            "D005", "check the indentation, and quote texts that hold `: ` or ` #`", .rule("title: a: b: c")),
        .init("D006", "indent with spaces", .pack("buyers:\n\tmax_links: 3")),
        .init("D007", "write it flatter: name parts under `define`", .told("33 lists inside each other.")),
        .init(
            "D008", "write it out, or, in a pack, name it under `define`",
            .rule("where: &here {substance: salt}")),
        .init("D009", "take out the word that begins with `!`", .rule("title: !!str Salt")),
        .init("D010", "keep one of them", .rule("score: 30\nscore: 60")),
        .init("D011", "write a single text in front of the colon, or quote it", .pack("{quiet}: 30d")),
        .init("D012", "take out the line `---`, or make it a file of its own", .pack("---\nquiet: 30d")),
        .init("D013", "write the file, or name another", .told("A pack of one line: `# To be written`.")),
        .init("D014", "mend what is shown first, and check again", .told("A pack with 201 errors.")),
        .init("D020", "check its spelling and its indentation", .rule("whithin: 30d")),
        .init("D021", "add the key", .pack("pack: {id: example}")),
    ]

    /// Single values.
    static let values: [DiagnosticHelp] = [
        .init("D022", "write it in the shape that the message names", .rule("where: [salt]")),
        .init("D023", "write a value, or take the key out", .rule("title:")),
        .init("D024", "write digits with a point: `12.5`", .rule("score: many")),
        .init("D025", "write a number within the bounds", .rule("score: 0")),
        .init(
            "D026", "write the number with a unit of what is measured",
            .rule("measure: sum mass\nat_least: 2 l")),
        .init("D027", "write one of the words that there are", .rule("unless: {licence: shown}")),
        .init("D028", "write a whole number and s, min, h, d or w, as in `30d`", .rule("within: a month")),
        .init("D029", "write year, month and day: `2026-11-01`", .rule("where: {day: 2026-02-30}")),
        .init(
            "D030", "use letters, digits, `-`, `_` and `.`, at most 64 of them",
            .pack("pack: {id: my pack, version: \"1\"}")),
    ]
}
