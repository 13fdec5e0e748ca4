/// What provokes a diagnostic, as its page shows it.
package enum DiagnosticExample: Sendable, Hashable {
    /// Lines of a rule.
    case rule(String)
    /// Lines of a pack.
    case pack(String)
    /// Lines of a substance list.
    case list(String)
    /// A whole catalogue.
    case catalogue(String)
    /// Lines of a feed file.
    case feed(String)
    /// Lines of the configuration of `tillwatch run`.
    case configuration(String)
    /// In words, where a text would not show it.
    case told(String)

    /// The language of the example, for its page; nil for words.
    package var language: String? {
        switch self {
        case .rule, .pack, .list, .feed, .configuration: "yaml"
        case .catalogue: "csv"
        case .told: nil
        }
    }

    package var text: String {
        switch self {
        case .rule(let text), .pack(let text), .list(let text), .catalogue(let text), .feed(let text),
            .configuration(let text),
            .told(let text):
            text
        }
    }
}

/// A small chain with nothing wrong, in which examples stand.
package enum ExampleFrame {
    package static let list = """
        list: example
        version: "1"
        substances:
          - {id: salt, name: Salt, cas: 7647-14-5, annex: I, limit: 12 %, comparison: ">", density: 2.16 g/ml}
          - {id: chalk, name: Chalk, cas: 471-34-1, annex: II}

        """
    package static let pack = """
        tillwatch: 1
        pack: {id: example, version: "1"}
        lists: [list.yaml]
        levels: {notice: 30}
        rules:

        """
    package static let rule = """
        id: one
        where: {substance: salt}
        score: 30

        """
    package static let catalogue = """
        product,substance,concentration,net_amount,net_unit
        4001,salt,20,1,kg
        4002,chalk,90,500,g

        """
    package static let feed = """
        feed: shop
        format: csv
        fields: {store: store, till: till, receipt: receipt, line: line, time: time, product: product, quantity: quantity}
        licence: {number: licence, until: licence_until}

        """

    package static let configuration = """
        packs: [pack.yaml]
        catalogue: catalogue.csv
        feed: feed.yaml
        source: "-"
        journal: journal

        """

    /// A pack with the rule that these lines make of the frame's.
    package static func pack(rule lines: String) -> String {
        let rule = merged(lines, into: rule).split(separator: "\n")
        let indented = rule.enumerated().map { ($0 == 0 ? "  - " : "    ") + $1 }
        return pack + indented.joined(separator: "\n") + "\n"
    }

    /// A pack with the frame's rule, unless the lines bring rules of their own.
    package static func pack(lines: String) -> String { merged(lines, into: pack(rule: "")) }

    /// The frame with lines in place of what it says under the same keys.
    package static func merged(_ lines: String, into frame: String) -> String {
        let told = blocks(lines)
        let keys = Set(told.map(\.key))
        let kept = blocks(frame).filter { !keys.contains($0.key) }
        return (kept + told).map { $0.text + "\n" }.joined()
    }

    /// The lines of each key that stands at the front of a line, with what is indented below it.
    private static func blocks(_ text: String) -> [(key: Substring, text: String)] {
        var blocks: [(key: Substring, text: String)] = []
        for line in text.split(separator: "\n") {
            if let first = line.first, first != " ", first != "\t" || blocks.isEmpty {
                blocks.append((line.prefix { $0 != ":" }, String(line)))
            } else {
                blocks[blocks.count - 1].text += "\n" + line
            }
        }
        return blocks
    }
}
