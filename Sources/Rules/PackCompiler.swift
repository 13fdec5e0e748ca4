import Catalogue
import Documents
import Purchases

/// Compiles the tree of a pack into a `Pack`.
struct PackCompiler {
    static let listsMax = 64
    static let rulesMax = 1_000
    private static let keys = ["tillwatch", "pack", "lists", "buyers", "quiet", "levels", "define", "rules"]

    private let files: PackFileSource
    private let findings: Findings

    init(files: PackFileSource, findings: Findings) {
        self.files = files
        self.findings = findings
    }

    /// Reads everything, whatever is wrong on the way; the result counts only when the findings hold no error.
    func compile(_ root: YAMLNode) -> Pack? {
        guard let fields = FieldReader(root, "a pack", keys: Self.keys, findings) else { return nil }
        readFormat(fields)
        let head = PackHeadReader(findings).read(fields)
        let lists = readLists(fields)
        let context = PackContext(
            findings: findings, lists: lists.lists, isComplete: lists.isComplete, files: files)
        let buyers = readBuyers(fields, context)
        let quiet = fields.seconds("quiet") ?? 30 * 86_400
        let levels = readLevels(fields)
        context.definitions = Definitions(fields.value("define"), findings)
        context.definitions.compileAll(context)
        let rules = readRules(fields, context)
        guard let id = head.id, let version = head.version else { return nil }
        var pack = Pack(
            id: id, version: version, from: head.from, jurisdiction: head.jurisdiction, owner: head.owner,
            lists: lists.lists, linkKinds: buyers.kinds, maxLinks: buyers.maxLinks,
            quiet: TimeSpan(seconds: quiet), levels: levels, rules: rules,
            digest: files.files.digest(lists: lists.names, values: context.valueFiles.names),
            namedFields: context.namedFields)
        pack.confidentiality = head.confidentiality
        pack.requiresSignature = head.requiresSignature
        return pack
    }

    private func readFormat(_ fields: FieldReader) {
        guard let node = fields.required("tillwatch", help: "begin the pack with `tillwatch: 1`"),
            let text = findings.text(node, "tillwatch"), text != "1"
        else { return }
        findings.error(
            .unknownFormat, at: node.place, "this program reads packs of format 1, not \(quoted(text))",
            help: "write `tillwatch: 1`, or use a newer program")
    }

    private func readLevels(_ fields: FieldReader) -> [Level] {
        guard
            let node = fields.required("levels", help: "add `levels: {notice: 30, review: 60, report: 100}`"),
            let entries = findings.mapping(node, "`levels`")
        else { return [] }
        if entries.isEmpty {
            findings.error(
                .noValue, at: node.place, "`levels` names no level", help: "a pack has at least one")
        }
        var levels: [Level] = []
        for entry in entries {
            let key = YAMLNode(place: entry.keyPlace, kind: .scalar(entry.key))
            guard let name = findings.name(key, "level"),
                let threshold = findings.integer(entry.value, entry.key, in: 1...1_000_000)
            else { continue }
            if let last = levels.last, threshold <= last.threshold {
                findings.error(
                    .levelsNotRising, at: entry.value.place,
                    "\(quoted(name)) at \(threshold) does not rise above \(quoted(last.name)) at \(last.threshold)",
                    help: "put the levels in rising order, each with a threshold of its own")
                continue
            }
            levels.append(Level(name: name, threshold: threshold))
        }
        return levels
    }

    private func readBuyers(
        _ fields: FieldReader, _ context: PackContext
    ) -> (kinds: Set<ExactText>?, maxLinks: Int) {
        guard let node = fields.value("buyers"),
            let buyers = FieldReader(node, "`buyers`", keys: ["link", "max_links"], findings)
        else { return (nil, 20) }
        let maxLinks = buyers.integer("max_links", in: 0...1_000_000) ?? 20
        guard let link = buyers.value("link") else { return (nil, maxLinks) }
        // An empty list is a choice: every receipt is its own buyer.
        if case .sequence(let nodes) = link.kind, nodes.isEmpty { return ([], maxLinks) }
        let nodes = if case .sequence(let nodes) = link.kind { nodes } else { [link] }
        let kinds = nodes.compactMap { node -> ExactText? in
            guard let kind = findings.text(node, "link") else { return nil }
            if let field = Field(known: kind) {
                findings.error(
                    .notGroupable, at: node.place,
                    "`\(field.name)` is a field; buyers are linked by kinds of token",
                    help: "name kinds that the feed file has under `tokens`, such as `loyalty`")
                return nil
            }
            return context.named(kind, at: node.place, mustBeToken: true)
        }
        return (Set(kinds), maxLinks)
    }

    private func readRules(_ fields: FieldReader, _ context: PackContext) -> [Rule] {
        guard let node = fields.required("rules"), let nodes = findings.list(node, "rules") else { return [] }
        if nodes.isEmpty {
            findings.error(.noRules, at: fields.place(of: "rules"), "the pack has no rules")
        }
        if nodes.count > Self.rulesMax {
            findings.error(
                .outOfRange, at: nodes[Self.rulesMax].place,
                "the pack has \(nodes.count) rules, and may have \(Self.rulesMax)")
        }
        var rules: [Rule] = []
        var places: [ExactText: YAMLPlace] = [:]
        for node in nodes.prefix(Self.rulesMax) {
            let compiler = RuleCompiler(context)
            guard let rule = compiler.compile(node) else { continue }
            let id = ExactText(rule.rule.id)
            if let first = places[id] {
                findings.error(
                    .duplicateRule, at: rule.place,
                    "the rule \(quoted(rule.rule.id)) stands here a second time; the first is at line \(first.line)",
                    help: "give each rule an id of its own")
                continue
            }
            places[id] = rule.place
            rules.append(rule.rule)
        }
        return rules
    }
}

extension PackCompiler {
    /// Reads the lists that the pack names. `isComplete` is false when one of them could not be read.
    fileprivate func readLists(
        _ fields: FieldReader
    ) -> (lists: [SubstanceList], names: [String], isComplete: Bool) {
        guard
            let node = fields.required(
                "lists", help: "add `lists: [PATH]`; paths count from the pack's folder"),
            let nodes = findings.list(node, "lists")
        else { return ([], [], false) }
        if nodes.isEmpty {
            findings.error(
                .noValue, at: node.place, "`lists` names no list", help: "a pack loads at least one")
        }
        if nodes.count > Self.listsMax {
            findings.error(
                .outOfRange, at: nodes[Self.listsMax].place,
                "the pack names \(nodes.count) lists, and may name \(Self.listsMax)")
        }
        var lists: [SubstanceList] = []
        var names: [String] = []
        var isComplete = !nodes.isEmpty
        for node in nodes.prefix(Self.listsMax) {
            guard let name = findings.text(node, "lists") else {
                isComplete = false
                continue
            }
            if names.contains(name) {
                findings.error(
                    .listRepeated, at: node.place, "the list \(quoted(name)) is named a second time")
                continue
            }
            names.append(name)
            guard let list = readList(name, at: node.place) else {
                isComplete = false
                continue
            }
            if lists.contains(where: { $0.id == list.id }) {
                findings.error(
                    .listRepeated, at: node.place,
                    "a list that calls itself \(quoted(list.id.string)) is loaded already")
                continue
            }
            lists.append(list)
        }
        return (lists, names, isComplete)
    }

    private func readList(_ name: String, at place: YAMLPlace) -> SubstanceList? {
        let path = files.files.path(of: name)
        let bytes: [UInt8]
        switch files.list(name) {
        case .success(let found): bytes = found
        case .failure(let missing):
            findings.error(
                .listUnreadable, at: place, "the list \(quoted(name)) cannot be read: \(missing.reason)",
                help: "paths count from the pack's folder; looked for \(quoted(path))")
            return nil
        }
        let (list, diagnostics) = SubstanceListReader.read(path: path, bytes: bytes)
        findings.add(diagnostics)
        return list
    }
}
