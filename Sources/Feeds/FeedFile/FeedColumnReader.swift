import Documents
import Purchases

/// Reads the parts of a feed file that name columns.
struct FeedColumnReader {
    var format: FeedFile.Format = .csv
    /// Whether `lines` says where a receipt has its lines.
    var hasNestedLines = false
    private(set) var columns: [FeedFile.MappedColumn] = []
    private(set) var constants: [FeedFile.Field: ExactText] = [:]
    private(set) var paperConstants: [FeedFile.Role: String] = [:]
    private var paperConstantPlaces: [FeedFile.Role: YAMLPlace] = [:]
    private(set) var linesFromContent = false
    private(set) var tokenKinds: [String] = []
    /// Seconds after midnight until which a line belongs to the day before: `day: {closes: "04:00"}`.
    private(set) var dayCloses: Int64?
    /// What stands for what the feed file does not map.
    private var defaults: FormatDefaults { FormatDefaults.of(format) }
    /// Where each of `columns` is named.
    private var places: [YAMLPlace] = []
    private let findings: Findings

    init(_ findings: Findings) { self.findings = findings }

    /// `fields`, where a constant or `line: {from: content}` may stand for a column. Formats with a standard mapping do
    /// without.
    mutating func readFields(_ reader: FieldReader) {
        let names = FeedFile.Field.allCases.map(\.rawValue)
        let standard = Set(defaults.columns.map(\.role))
        if !reader.has("fields"), !standard.isEmpty { return }
        guard let node = reader.required("fields", help: "add `fields:` with the columns of the export"),
            let entries = findings.mapping(node, "`fields`")
        else { return }
        var seen: Set<FeedFile.Field> = []
        for entry in entries {
            guard let field = FeedFile.Field(rawValue: entry.key) else {
                findings.unknownKey(entry, in: "`fields`", keys: names)
                continue
            }
            seen.insert(field)
            readField(field, entry.value)
        }
        for field in [FeedFile.Field.store, .till, .receipt, .line, .time, .product, .quantity]
        where !seen.contains(field) && !standard.contains(.field(field)) {
            findings.error(
                .missingKey, at: node.place, "`fields` lacks `\(field.rawValue)`",
                help: field == .line
                    ? "add `line: COLUMN`, or `line: {from: content}` if the export has no line numbers"
                    : "add `\(field.rawValue): COLUMN`")
        }
    }

    private mutating func readField(_ field: FeedFile.Field, _ node: YAMLNode) {
        if field == .time, case .sequence(let parts) = node.kind {
            readTimeParts(node, parts)
            return
        }
        guard node.entries != nil else {
            add(.field(field), node, field.rawValue)
            return
        }
        if field == .line {
            guard let reader = FieldReader(node, "`line`", keys: ["from"], findings),
                let value = reader.required("from"),
                findings.word(value, "from", among: ["content"]) != nil
            else { return }
            linesFromContent = true
            return
        }
        if field == .day, node.entries?.contains(where: { $0.key == "closes" }) == true {
            readDayCloses(node)
            return
        }
        guard let reader = FieldReader(node, "`\(field.rawValue)`", keys: ["constant"], findings),
            let value = reader.required("constant"), let text = findings.text(value, "constant")
        else { return }
        if field == .unit || field == .zone {
            findings.error(
                .badColumn, at: node.place, "`\(field.rawValue)` is read from a column",
                help: field == .zone
                    ? "for one zone write `timezone`, and `stores` for those of single stores"
                    : "leave it out where every quantity counts pieces")
        } else if [.receipt, .time, .product, .revision].contains(field) {
            findings.error(
                .badColumn, at: node.place,
                "`\(field.rawValue)` differs from line to line and cannot be constant",
                help: "name its column")
        } else if let constant = trimmed(text) {
            constants[field] = ExactText(constant)
        }
    }

    /// `time: [Date, Time]`: the texts of the columns, joined by a space, are the time.
    private mutating func readTimeParts(_ node: YAMLNode, _ parts: [YAMLNode]) {
        guard (1...FeedColumnReader.timePartsMax).contains(parts.count) else {
            findings.error(
                .badColumn, at: node.place,
                "a time stands in 1 to \(FeedColumnReader.timePartsMax) columns, not in \(parts.count)",
                help: "write `time: [Date, Time]`")
            return
        }
        for (index, part) in parts.enumerated() {
            add(index == 0 ? .field(.time) : .timePart(index), part, "time")
        }
    }

    /// Columns of one time, at most.
    package static let timePartsMax = 4

    private mutating func readDayCloses(_ node: YAMLNode) {
        guard let reader = FieldReader(node, "`day`", keys: ["closes"], findings),
            let value = reader.required("closes"), let text = findings.text(value, "closes")
        else { return }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.count == 2 && part.utf8.allSatisfy { decimalDigit($0) != nil } ? Int64(part) : nil
        }
        guard parts.count == 2, numbers.count == 2, numbers[0] < 24, numbers[1] < 60 else {
            findings.error(
                .badDayEnd, at: value.place, "\(quoted(text)) is no time of the day",
                help: "write hours and minutes, such as `\"04:00\"`")
            return
        }
        dayCloses = numbers[0] * 3600 + numbers[1] * 60
    }

    /// The column of `corrections: {column: …, is: […]}`.
    mutating func addMark(_ node: YAMLNode) { add(.mark, node, "column") }

    /// Takes the format's standard columns for what the feed file does not map.
    ///
    /// A field that is mapped, constant or made stands in place of its standard column; `tokens`, `refers` and `kinds` stand
    /// in place of all of theirs.
    mutating func addStandard(_ reader: FieldReader) {
        let mapped = Set(columns.map(\.role))
        for column in defaults.columns where !mapped.contains(column.role) {
            let isReplaced =
                switch column.role {
                case .field(.line): linesFromContent || constants[.line] != nil
                case .field(.day): dayCloses != nil || constants[.day] != nil
                case .field(let field): constants[field] != nil
                case .timePart: mapped.contains(.field(.time))
                case .token: reader.has("tokens")
                case .refers: reader.has("refers")
                case .extra, .paper, .kind, .mark: false
                }
            guard !isReplaced else { continue }
            if case .token(let kind) = column.role { tokenKinds.append(kind.string) }
            columns.append(column)
            places.append(reader.place)
        }
    }

    /// `extra` and `tokens`, whose names are the feed's own.
    mutating func readNamed(_ reader: FieldReader) {
        for entry in entries(reader, "extra") {
            if FeedFile.Field(rawValue: entry.key) != nil {
                findings.error(
                    .badColumn, at: entry.keyPlace,
                    "`extra` cannot hold \(quoted(entry.key)), which is a field",
                    help: "move it to `fields`, or give it another name")
            } else if name(entry) {
                add(.extra(ExactText(entry.key)), entry.value, entry.key)
            }
        }
        for entry in entries(reader, "tokens") where name(entry) {
            if columns.contains(where: { $0.role == .extra(ExactText(entry.key)) }) {
                findings.error(
                    .badColumn, at: entry.keyPlace, "`tokens` and `extra` both have \(quoted(entry.key))",
                    help: "give one of them another name: packs could not tell them apart")
            }
            tokenKinds.append(entry.key)
            add(.token(ExactText(entry.key)), entry.value, entry.key)
        }
    }

    mutating func readPapers(_ reader: FieldReader) {
        for paper in FeedFile.Paper.allCases {
            for entry in entries(reader, paper.rawValue) {
                guard let part = FeedFile.PaperPart(rawValue: entry.key) else {
                    findings.unknownKey(
                        entry, in: "`\(paper.rawValue)`", keys: FeedFile.PaperPart.allCases.map(\.rawValue))
                    continue
                }
                if entry.value.entries != nil, part == .total || part == .period {
                    readPaperConstant(.paper(paper, part), entry.value)
                    continue
                }
                add(.paper(paper, part), entry.value, entry.key)
            }
        }
    }

    /// A total or period that is the same for every line: `total: {constant: 5 kg}`.
    private mutating func readPaperConstant(_ role: FeedFile.Role, _ node: YAMLNode) {
        guard let reader = FieldReader(node, "`\(role.name)`", keys: ["constant"], findings),
            let value = reader.required("constant"), let text = findings.text(value, "constant")
        else { return }
        paperConstants[role] = trimmed(text) ?? ""
        paperConstantPlaces[role] = value.place
    }

    /// Refuses constants that would cover nothing, once it is known how the feed writes numbers.
    func checkPaperConstants(decimalMark: UInt8) {
        for (role, text) in paperConstants.sorted(by: { $0.key.name < $1.key.name }) {
            guard case .paper(_, let part) = role else { continue }
            let place = paperConstantPlaces[role]
            if part == .total, !isAmount(text, decimalMark) {
                findings.error(
                    .badColumn, at: place, "the constant total \(quoted(text)) is no amount above zero",
                    help: "write it as `5 kg` or `500 g`; a number alone is in kilograms")
            }
            if part == .period, Exemption.Period(written: text) == .unreadable {
                findings.error(
                    .badDuration, at: place,
                    "the constant period \(quoted(text)) is no length of time of at most 36525 days",
                    help: "write a whole number and s, min, h, d or w: `30d`, `365d`")
            }
        }
    }

    private func isAmount(_ text: String, _ decimalMark: UInt8) -> Bool {
        let total = Exemption.Total(written: text) { readDecimal($0, mark: decimalMark) }
        if case .grams(let grams) = total { return grams > .zero }
        return false
    }

    mutating func readReference(_ reader: FieldReader) {
        for entry in entries(reader, "refers") {
            guard let part = FeedFile.ReferencePart(rawValue: entry.key) else {
                findings.unknownKey(
                    entry, in: "`refers`", keys: FeedFile.ReferencePart.allCases.map(\.rawValue))
                continue
            }
            add(.refers(part), entry.value, entry.key)
        }
    }

    /// `kinds`: its column, and which codes stand for which kind.
    mutating func readKinds(_ reader: FieldReader) -> FeedFile.Kinds? {
        guard let node = reader.value("kinds"),
            let fields = FieldReader(
                node, "`kinds`", keys: ["column", "sale", "void", "return", "ignore"], findings)
        else { return defaults.kinds }
        if let column = defaults.kinds == nil ? fields.required("column") : fields.value("column") {
            add(.kind, column, "column")
        }
        var taken: [ExactText: String] = [:]
        func codes(_ kind: String) -> Set<ExactText> {
            let codes = (fields.texts(kind) ?? []).compactMap { trimmed($0) }.map { ExactText($0) }
            for code in codes {
                if let other = taken[code], other != kind {
                    findings.error(
                        .badKinds, at: fields.place(of: kind),
                        "\(quoted(code.string)) stands for `\(other)` and for `\(kind)`",
                        help: "keep one of them")
                }
                taken[code] = kind
            }
            return Set(codes)
        }
        let kinds = FeedFile.Kinds(
            sale: codes("sale"), void: codes("void"), return: codes("return"), ignore: codes("ignore"))
        if taken.isEmpty, !findings.hasErrors {
            findings.error(
                .badKinds, at: node.place, "`kinds` gives no code",
                help: "add `sale: [S]` and so on, or leave `kinds` out: every line is then a sale")
        }
        return kinds
    }

    private func entries(_ reader: FieldReader, _ key: String) -> [YAMLEntry] {
        reader.value(key).flatMap { findings.mapping($0, "`\(key)`") } ?? []
    }

    /// Whether a key can be the name of a token or a further field.
    private func name(_ entry: YAMLEntry) -> Bool {
        findings.name(YAMLNode(place: entry.keyPlace, kind: .scalar(entry.key)), "a name") != nil
    }

    private mutating func add(_ role: FeedFile.Role, _ node: YAMLNode, _ key: String) {
        guard let text = findings.text(node, key) else { return }
        guard let column = trimmed(text) else {
            findings.error(.noValue, at: node.place, "\(quoted(key)) names no column")
            return
        }
        if hasNestedLines || format == .json || format == .tlog {
            guard JSONPath(column) != nil else {
                findings.error(
                    .badColumn, at: node.place, "\(quoted(column)) is no path",
                    help:
                        "write names with points between them, from the receipt on with `$.`: `$.store.id`, `item.sku`"
                )
                return
            }
        } else if format == .ndjson {
            let steps = JSONPaths.steps(column)
            guard steps.count <= JSONPaths.depthMax, !steps.contains([]) else {
                findings.error(
                    .badColumn, at: node.place, "\(quoted(column)) is no path",
                    help:
                        "write at most \(JSONPaths.depthMax) names with points between them, `receipt.number`, and one that holds points in brackets, `['No. of line']`"
                )
                return
            }
        }
        columns.append(FeedFile.MappedColumn(role: role, column: column))
        places.append(node.place)
    }

    /// Refuses a column of tokens or licence numbers that is mapped as something else too: there it would be kept and
    /// shown as it stands (2.8).
    func refuseOpenTokens() {
        let hidden = Dictionary(
            columns.filter(\.role.isHidden).map { (Array($0.column.utf8), $0.role.name) },
            uniquingKeysWith: { first, _ in first })
        for (column, place) in zip(columns, places) where !column.role.isHidden {
            guard let name = hidden[Array(column.column.utf8)] else { continue }
            findings.error(
                .badColumn, at: place,
                "\(quoted(column.column)) holds `\(name)`, which is never kept as it stands, and cannot be `\(column.role.name)` too",
                help: "take it out of one of them; rules can name a kind of token like any other field")
        }
    }
}
