extension DiagnosticHelp {

    static let packs: [DiagnosticHelp] = [
        .init("P001", "write `tillwatch: 1`, or use a newer program", .pack("tillwatch: 2")),
        .init("P002", "check the path; it counts from the pack's folder", .pack("lists: [lists.yaml]")),
        .init("P003", "name each list once", .pack("lists: [list.yaml, list.yaml]")),
        .init(
            "P004", "put the levels in rising order, each with a threshold of its own",
            .pack("levels: {notice: 30, report: 20}")),
        .init("P005", "write a rule; `tillwatch rules new` shows one", .pack("rules: []")),
        .init(
            "P006", "give each rule an id of its own",
            .pack(
                "rules:\n  - {id: one, where: {substance: salt}, score: 30}\n  - {id: one, where: {substance: chalk}, score: 30}"
            )),
        .init("P007", "write a condition, as in `{list: …}`, or define the name", .rule("where: regulated")),
        .init(
            "P008", "write one of the definitions out without naming the others",
            .pack("define: {salty: {not: plain}, plain: {not: salty}}")),
        .init(
            "P009", "name fewer definitions inside definitions",
            .told("A chain of 33 definitions, each naming the next.")),
        .init("P010", "ask something, as in `{list: …}`, or take it out", .rule("where: {}")),
        .init(
            "P011", "check its spelling; other names are extra fields and kinds of token of the feed",
            .rule("where: {stroe: S1}")),
        .init("P012", "write values for a text, and bounds for a number", .rule("where: {quantity: 3}")),
        .init(
            "P013", "load the list under `lists`, or write the id of one that is loaded",
            .rule("where: {list: exampel}")),
        .init("P014", "write an id or CAS number of the pack's lists", .rule("where: {substance: sald}")),
        .init("P015", "swap the bounds", .rule("where: {hour: {between: [22, 6]}}")),
        .init("P016", "keep one of them", .rule("at_least: 2\nabove: 2")),
        .init("P017", "write a bound with its unit, as in `at_least: 10 kg`", .rule("measure: sum mass")),
        .init("P018", "ask it of each purchase in `where`, and count", .rule("below: 3")),
        .init("P019", "write one of the measures that there are", .rule("measure: sum weight")),
        .init("P020", "name a text of the purchase, as in `substance` or `store`", .rule("each: quantity")),
        .init("P021", "say whose purchases: add `buyer`", .rule("by: [store, loyalty]")),
        .init("P022", "add `each: substance`, or take `cap` out", .rule("cap: 60")),
        .init(
            "P024", "give a new version a `version` and a `from` of its own, and keep `buyers`",
            .told("`tillwatch rules check pack.yaml copy-of-pack.yaml`")),
        .init(
            "P025", "map the name in the feed file, or write one that it maps",
            .rule("where: {purpose: garden}")),
        .init("P026", "write an annex that the lists have", .rule("where: {annex: III}")),
    ]

    /// The forms of rules, and what their conditions take from files.
    static let rules: [DiagnosticHelp] = [
        .init(
            "P027", "make it a rule of its own, or write it inside the form",
            .rule(
                "sequence: [{where: {substance: salt}}, {where: {substance: chalk}, within: 7d}]\nmeasure: count receipts"
            )),
        .init(
            "P028", "add parts, or divide the rule into several",
            .rule("sequence: [{where: {substance: salt}}]")),
        .init(
            "P029", "take it out of the first step",
            .rule(
                "sequence: [{where: {substance: salt}, within: 7d}, {where: {substance: chalk}, within: 7d}]")
        ),
        .init(
            "P030", "give the rule a `within` that is a length of time, and let `of` set what it is about",
            .rule("usual: {of: store, over: 12w, at_least: 6x}")),
        .init(
            "P031", "look further back, or shorten `within`",
            .rule("within: 7d\nusual: {of: store, over: 2w, at_least: 6x}")),
        .init(
            "P032",
            "ask for `receipt.mass`, `receipt.volume`, `receipt.quantity` or `receipt.amount`, with bounds",
            .rule("where: {receipt.weight: {at_least: 8 kg}}")),
        .init(
            "P033", "check the path; it counts from the pack's folder",
            .rule("where: {product: {file: products.txt}}")),
    ]
}
