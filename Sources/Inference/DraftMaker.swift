import Feeds

/// Makes a feed file of what was guessed.
struct DraftMaker {
    private let id: String
    private var draft = FeedDraft()
    /// Columns that `refers` names.
    private var referenceColumns: Set<Int> = []

    init(id: String) { self.id = id }

    func delimited(_ guess: DelimitedGuess, _ encoding: EncodingGuess) -> FeedDraft {
        var maker = self
        maker.begin("csv", "its lines are parted by a delimiter")
        // UTF-8 is what a feed file means that says nothing; so is UTF-16 with its mark, which is read like it.
        if encoding.name != "utf-8" {
            maker.entry("encoding", encoding.name, encoding.reason, doubtful: !encoding.isCertain)
        }
        let names: [UInt8: String] = [UInt8(ascii: "\t"): "tab"]
        let delimiter = names[guess.delimiter] ?? "\"\(Character(UnicodeScalar(guess.delimiter)))\""
        maker.entry("delimiter", delimiter, "it makes \(guess.table.names.count) columns of most lines")
        if guess.skipped > 0 { maker.entry("skip", "\(guess.skipped)", "lines before the table") }
        if !guess.hasHeader {
            maker.entry(
                "header", "[" + guess.table.names.joined(separator: ", ") + "]",
                "no line names the columns: rename them as you like",
                doubtful: true)
        }
        maker.columns(guess.table, hasHeader: guess.hasHeader)
        if let known = KnownExport.of(guess.table.names) {
            maker.draft.notes.insert(
                "These are the columns of \(known.name): rules/feeds/\(known.file) is made for it, and knows more.",
                at: 0)
        }
        return maker.draft
    }

    func nested(_ guess: NestedGuess) -> FeedDraft {
        var maker = self
        maker.begin(
            guess.isLines ? "ndjson" : "json", guess.isLines ? "each line is an object" : "it is one document"
        )
        if let path = guess.receiptsPath {
            maker.entry("receipts", FeedDraft.quoted(path), "the array that holds the others")
        }
        if let path = guess.linesPath {
            maker.entry("lines", FeedDraft.quoted(path), "the array of objects in each receipt")
        }
        maker.columns(guess.table, hasHeader: true)
        return maker.draft
    }

    // MARK: Parts

    private mutating func begin(_ format: String, _ reason: String) {
        entry("feed", FeedDraft.quoted(id), "the first part of every key")
        entry("format", format, reason)
    }

    private mutating func entry(_ key: String, _ value: String, _ reason: String, doubtful: Bool = false) {
        draft.entries.append(.init(key: key, value: value, reason: reason, isDoubtful: doubtful))
    }

    private mutating func field(_ key: String, _ value: String, _ reason: String, doubtful: Bool = false) {
        draft.fields.append(.init(key: key, value: value, reason: reason, isDoubtful: doubtful))
    }

    private mutating func columns(_ table: SampleTable, hasHeader: Bool) {
        let prefersMonthFirst = table.rows.prefix(50).contains { row in
            row.contains {
                $0.map { ["AM", "PM"].contains($0.uppercased().suffix(2)) && $0.contains(":") } ?? false
            }
        }
        let roles = RoleGuess(table, prefersMonthFirst: prefersMonthFirst, hasHeader: hasHeader)
        numbers(roles)
        times(roles, table)
        required(roles, table)
        optional(roles, table)
        tokens(roles, table)
        kinds(roles, table)
        leftOver(roles, table)
    }

    private mutating func numbers(_ roles: RoleGuess) {
        let guesses = [HeaderWords.Role.quantity, .amount, .price].compactMap { roles.column($0) }.compactMap
        { roles.facts[$0].number }
        let certain = guesses.filter(\.isCertain)
        let marks = Set(certain.map(\.decimalMark))
        if marks.count > 1 {
            entry(
                "decimal", "\".\"", "some columns have a point and some a comma: one of them is read wrongly",
                doubtful: true)
        } else if marks == [","] {
            entry("decimal", "\",\"", "numbers have a comma before their fraction")
        }
        if let group = certain.compactMap(\.groupingMark).first ?? guesses.compactMap(\.groupingMark).first,
            String(group) != (marks.first.map(String.init) ?? ".")
        {
            entry(
                "grouping", FeedDraft.quoted(group == "\u{A0}" || group == "\u{202F}" ? " " : String(group)),
                "it stands between groups of three digits")
        }
    }

    private mutating func times(_ roles: RoleGuess, _ table: SampleTable) {
        let whole = roles.column(.time).flatMap { roles.facts[$0].time }
        let date = roles.column(.date).flatMap { roles.facts[$0].time }
        let clock = roles.column(.clock).flatMap { roles.facts[$0].time }
        if whole?.hasOffset != true, roles.column(.zone) == nil {
            entry(
                "timezone", "UTC",
                "not told by the export: write where the stores are, such as Europe/Berlin", doubtful: true)
        }
        let parts = whole.map { [$0] } ?? [date, clock].compactMap { $0 }
        let formats = parts.map { $0.format ?? "%Y-%m-%d" }
        let rival = parts.compactMap(\.rival).first
        if let whole {
            guard let format = whole.format else { return }
            entry(
                "time_format", FeedDraft.quoted(format),
                rival.map { "the values read as \($0) as well: look at days above 12" }
                    ?? "every value that was looked at fits",
                doubtful: rival != nil)
        } else if parts.count == 2 {
            entry(
                "time_format", FeedDraft.quoted(formats.joined(separator: " ")),
                rival.map { "the values read as \($0) as well: look at days above 12" }
                    ?? "day and time of day, joined by a space",
                doubtful: rival != nil)
        }
    }

    private mutating func required(_ roles: RoleGuess, _ table: SampleTable) {
        func name(_ column: Int) -> String { FeedDraft.quoted(table.names[column]) }
        func choice(_ role: HeaderWords.Role) -> RoleGuess.Choice? { roles.choices[role] }
        for (role, key, constant) in [
            (HeaderWords.Role.store, "store", "store-1"), (.till, "till", "till-1"),
        ] {
            if let found = choice(role) {
                field(key, name(found.column), found.reason, doubtful: found.isDoubtful)
            } else {
                field(
                    key, "{constant: \(constant)}",
                    "no column tells it: right only where all lines are of one \(key)", doubtful: true)
            }
        }
        if let found = choice(.receipt) {
            field("receipt", name(found.column), found.reason, doubtful: found.isDoubtful)
        } else {
            field(
                "receipt", "RECEIPT",
                "NO COLUMN TELLS WHICH LINES ARE ONE PURCHASE: name one; without receipts nothing can be told",
                doubtful: true)
        }
        if let found = choice(.line) {
            field("line", name(found.column), found.reason, doubtful: found.isDoubtful)
        } else {
            field("line", "{from: content}", "no column numbers the lines of a receipt")
        }
        if let found = choice(.time) {
            field("time", name(found.column), found.reason, doubtful: found.isDoubtful)
        } else if let date = choice(.date), let clock = choice(.clock) {
            field(
                "time", "[\(name(date.column)), \(name(clock.column))]", "day and time of day are apart",
                doubtful: date.isDoubtful || clock.isDoubtful)
        } else if let date = choice(.date) {
            field("time", name(date.column), "days alone: no column tells the time of day", doubtful: true)
        } else {
            field("time", "TIME", "NO COLUMN HOLDS TIMES: name one", doubtful: true)
        }
        if let found = choice(.product) {
            field("product", name(found.column), found.reason, doubtful: found.isDoubtful)
        } else {
            field("product", "PRODUCT", "NO COLUMN TELLS THE ARTICLE: name one", doubtful: true)
        }
        if let found = choice(.quantity) {
            field("quantity", name(found.column), found.reason, doubtful: found.isDoubtful)
        } else {
            field(
                "quantity", "{constant: 1}",
                "no column counts: right only where every unit is a line of its own", doubtful: true)
        }
    }

    private mutating func optional(_ roles: RoleGuess, _ table: SampleTable) {
        let further: [(HeaderWords.Role, String)] = [
            (.day, "day"), (.description, "description"), (.amount, "amount"), (.currency, "currency"),
            (.tender, "tender"),
            (.revision, "revision"), (.zone, "zone"),
        ]
        for (role, key) in further {
            guard let found = roles.choices[role] else { continue }
            field(key, FeedDraft.quoted(table.names[found.column]), found.reason, doubtful: found.isDoubtful)
        }
        guard let unit = roles.choices[.unit], let units = UnitGuess(roles.facts[unit.column].values) else {
            return
        }
        field("unit", FeedDraft.quoted(table.names[unit.column]), unit.reason, doubtful: unit.isDoubtful)
        draft.further.append(
            .init(
                key: "units", value: units.yaml,
                reason: units.unknown.isEmpty
                    ? "what the quantity counts"
                    : "not known: \(units.unknown.map(FeedDraft.quoted).joined(separator: ", "))",
                isDoubtful: !units.unknown.isEmpty))
    }

    private mutating func tokens(_ roles: RoleGuess, _ table: SampleTable) {
        for (role, kind) in [(HeaderWords.Role.loyalty, "loyalty"), (.payment, "payment")] {
            guard let found = roles.choices[role] else { continue }
            let share = Int((roles.facts[found.column].filled * 100).rounded())
            draft.tokens.append(
                .init(
                    key: kind, value: FeedDraft.quoted(table.names[found.column]),
                    reason: "\(found.reason); \(share) % of the lines have one",
                    isDoubtful: found.isDoubtful))
        }
    }

    private mutating func kinds(_ roles: RoleGuess, _ table: SampleTable) {
        references(roles, table)
        guard let found = roles.choices[.kind], let kind = roles.facts[found.column].kind else { return }
        // One code alone tells nothing apart.
        guard kind.sale.count + kind.void.count + kind.return.count + kind.ignore.count > 1 else {
            draft.notes.append(
                "not mapped: \(FeedDraft.quoted(table.names[found.column])): all lines of this export are of one kind; "
                    + "if others come, add `kinds`")
            return
        }
        func codes(_ key: String, _ codes: [String]) -> String? {
            codes.isEmpty ? nil : "\(key): [\(codes.map(FeedDraft.quoted).joined(separator: ", "))]"
        }
        let parts = [
            "column: \(FeedDraft.quoted(table.names[found.column]))", codes("sale", kind.sale),
            codes("void", kind.void),
            codes("return", kind.return), codes("ignore", kind.ignore),
        ].compactMap { $0 }
        let unknown = kind.unknown.map(FeedDraft.quoted).joined(separator: ", ")
        draft.further.append(
            .init(
                key: "kinds", value: "{\(parts.joined(separator: ", "))}",
                reason: unknown.isEmpty
                    ? "by its codes" : "codes that tell nothing, put each where it belongs: \(unknown)",
                isDoubtful: found.isDoubtful || !unknown.isEmpty))
    }

    /// What a void or return names: `RefBon`, `original_receipt`.
    private mutating func references(_ roles: RoleGuess, _ table: SampleTable) {
        let parts: [(HeaderWords.Role, String)] = [
            (.store, "store"), (.till, "till"), (.receipt, "receipt"), (.line, "line"), (.day, "day"),
        ]
        var found: [(part: String, column: Int)] = []
        if let receipt = roles.choices[.originalReceipt] { found.append(("receipt", receipt.column)) }
        let mapped = Set(roles.choices.values.map(\.column))
        for column in table.names.indices where !mapped.contains(column) {
            guard let bare = roles.facts[column].name.withoutReference else { continue }
            let best = parts.map { (score: bare.score($0.0), part: $0.1) }.max { $0.score < $1.score }
            guard let best, best.score >= 6, !found.contains(where: { $0.part == best.part }) else {
                continue
            }
            found.append((best.part, column))
        }
        guard !found.isEmpty else { return }
        referenceColumns = Set(found.map(\.column))
        let text = found.map { "\($0.part): \(FeedDraft.quoted(table.names[$0.column]))" }.joined(
            separator: ", ")
        draft.further.append(
            .init(key: "refers", value: "{\(text)}", reason: "their names: what a void or return names"))
    }

    private mutating func leftOver(_ roles: RoleGuess, _ table: SampleTable) {
        let mapped = Set(roles.choices.filter { $0.key != .personal && $0.key != .price }.map(\.value.column))
        for column in table.names.indices
        where !mapped.contains(column) && !referenceColumns.contains(column) && !table.names[column].isEmpty {
            let isPersonal = roles.facts[column].name.isPersonal
            draft.notes.append(
                "not mapped: \(FeedDraft.quoted(table.names[column]))"
                    + (isPersonal ? " (tells who somebody is; leave it out)" : ""))
        }
    }
}
