import Documents
import Purchases

extension Pack {
    /// The order of a pack's versions: by `from`, one without it before all (7.1); of several from one day the greater
    /// version is the later one.
    package static func precedes(_ left: Pack, _ right: Pack) -> Bool {
        if left.from != right.from {
            guard let first = left.from else { return true }
            guard let second = right.from else { return false }
            return first < second
        }
        return isLess(left.version, right.version)
    }

    /// Whether a version's text comes before another's: part by part, between dots, numbers by their value, before words,
    /// and words by their bytes.
    package static func isLess(_ left: String, _ right: String) -> Bool {
        let parts = { (text: String) in text.split(separator: ".", omittingEmptySubsequences: false) }
        for (first, second) in zip(parts(left), parts(right)) where first != second {
            switch (number(first), number(second)) {
            case (let first?, let second?):
                if first.count != second.count { return first.count < second.count }
                if first != second { return first < second }
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): return first.utf8.lexicographicallyPrecedes(second.utf8)
            }
        }
        let counts = (parts(left).count, parts(right).count)
        return counts.0 == counts.1
            ? left.utf8.lexicographicallyPrecedes(right.utf8) : counts.0 < counts.1
    }

    /// The digits of a number without leading zeros.
    private static func number(_ text: Substring) -> String? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return String(text.drop { $0 == "0" })
    }

    /// Whether two versions link buyers alike, as all versions of one pack must.
    package func links(like other: Pack) -> Bool {
        linkKinds == other.linkKinds && maxLinks == other.maxLinks
    }
}

extension [Pack] {
    /// The first pack whose buyers are linked otherwise than those of another version of it, with that other.
    package var linkedOtherwise: (pack: Pack, other: Pack)? {
        for (place, pack) in enumerated() {
            let other = prefix(place).first { $0.id == pack.id && !$0.links(like: pack) }
            if let other { return (pack, other) }
        }
        return nil
    }
}
