/// What asking a row may come to, whatever the purchase: a set of answers, in the order of `no`, `vague`, `blind`, `yes`.
package struct Outcomes: OptionSet {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let no = Outcomes(rawValue: 1)
    /// Unknown, and still unknown if the row stated its concentration.
    package static let vague = Outcomes(rawValue: 2)
    /// Unknown for what the row does not state.
    package static let blind = Outcomes(rawValue: 4)
    package static let yes = Outcomes(rawValue: 8)
    /// Up to the purchase.
    package static let either: Outcomes = [.no, .yes]

    package static func known(_ answer: Bool) -> Outcomes { answer ? .yes : .no }

    /// Both must hold: of each pair of answers the lesser one.
    package func and(_ other: Outcomes) -> Outcomes {
        Outcomes(rawValue: rawValue & other.upToHighest | other.rawValue & upToHighest)
    }

    /// One must hold: of each pair the greater one.
    package func or(_ other: Outcomes) -> Outcomes {
        Outcomes(rawValue: rawValue & other.fromLowest | other.rawValue & fromLowest)
    }

    /// The answers of the opposite question.
    package var negated: Outcomes {
        var opposite = intersection([.vague, .blind])
        if contains(.no) { opposite.insert(.yes) }
        if contains(.yes) { opposite.insert(.no) }
        return opposite
    }

    private var upToHighest: UInt8 { (1 << (8 - UInt8(rawValue.leadingZeroBitCount))) &- 1 }
    private var fromLowest: UInt8 { ~((1 << UInt8(rawValue.trailingZeroBitCount)) &- 1) }
}
