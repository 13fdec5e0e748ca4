/// Where something stands in a file: line and column, both from 1.
package struct YAMLPlace: Hashable, Comparable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A node of a YAML document, with its place.
///
/// Every scalar is the text that stands there: `NO`, `0012`, `2026.10` and `yes` are texts, and so is an absent
/// value (empty). What a scalar means is for the schema of the file to say, never for YAML.
package struct YAMLNode: Sendable {
    package enum Kind: Sendable {
        case scalar(String)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
        /// Something that was refused and reported (an alias): readers pass over it in silence.
        case refused
    }

    package var place: YAMLPlace
    package var kind: Kind

    package init(place: YAMLPlace, kind: Kind) {
        self.place = place
        self.kind = kind
    }

    /// The text of a scalar; nil for anything else.
    package var scalar: String? {
        if case .scalar(let text) = kind { text } else { nil }
    }

    /// The entries of a mapping; nil for anything else.
    package var entries: [YAMLEntry]? {
        if case .mapping(let entries) = kind { entries } else { nil }
    }

    /// As a message names it.
    package var shape: String {
        switch kind {
        case .scalar(let text): text.isEmpty ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .refused: "nothing"
        }
    }
}

/// One `key: value` of a mapping; the key is a scalar.
package struct YAMLEntry: Sendable {
    package var key: String
    package var keyPlace: YAMLPlace
    package var value: YAMLNode

    package init(key: String, keyPlace: YAMLPlace, value: YAMLNode) {
        self.key = key
        self.keyPlace = keyPlace
        self.value = value
    }
}
