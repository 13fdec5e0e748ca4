extension DiagnosticHelp {
    private static func substance(_ lines: String...) -> DiagnosticExample {
        .list("substances:\n" + lines.map { "  - {\($0)}" }.joined(separator: "\n"))
    }

    private static func row(_ rows: String...) -> DiagnosticExample {
        .catalogue(
            "product,substance,concentration,net_amount,net_unit\n" + rows.joined(separator: "\n"))
    }

    static let lists: [DiagnosticHelp] = [
        .init(
            "L001", "give each entry an id of its own",
            substance("id: salt, name: Salt", "id: salt, name: Rock salt")),
        .init(
            "L002", "copy the number from the law; its last digit is a check",
            substance("id: salt, name: Salt, cas: 7647-14-6")),
        .init(
            "L003", "swap the two days", substance("id: salt, name: Salt, from: 2026-02-01, to: 2026-01-01")),
        .init(
            "L004", "swap the two limits", substance("id: salt, name: Salt, limit: 12 %, upper_limit: 10 %")),
        .init("L005", "add the substances that the list has", .list("substances: []")),
    ]

    static let catalogue: [DiagnosticHelp] = [
        .init(
            "C001", "add the column; the names stand in `docs/FORMATS.md` 5",
            .catalogue("product,substance,concentration,net_amount\n4001,salt,20,1")),
        .init(
            "C002", "take the column out, or write its name as the format has it",
            .catalogue("product,substance,strength,concentration,net_amount,net_unit\n4001,salt,x,20,1,kg")),
        .init(
            "C003", "take one of them out",
            .catalogue("product,product,substance,concentration,net_amount,net_unit\n4001,4001,salt,20,1,kg")),
        .init("C004", "close the quote; a quote within a text is written twice", row("4001,\"salt,20,1,kg")),
        .init("C005", "quote texts that hold a comma", row("4001,salt,20,1,000,kg")),
        .init("C006", "fill the cell in, or take the row out", row("4001,,20,1,kg")),
        .init("C007", "write the id of a list, or a CAS number", row("4001,sald,20,1,kg")),
        .init("C008", "load the list that has it, or take the row out", row("4001,7732-18-5,20,1,kg")),
        .init(
            "C009", "write the CAS number in place of the id",
            .told("Two packs load lists that give `salt` different CAS numbers, and a row names `salt`.")),
        .init(
            "C010", "keep one of the rows, or give them days that do not meet",
            row("4001,salt,20,1,kg", "4001,7647-14-5,20,1,kg")),
    ]
}
