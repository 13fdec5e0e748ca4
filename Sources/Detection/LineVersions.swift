import Purchases

/// The versions of one key that can matter: the one that stands, and the one that would stand without voids (2.3, 2.4).
struct LineVersions: Sendable {
    /// What stands of a key.
    enum Standing {
        /// A sale or return; wholly voided while a void stands under its key.
        case line(JournalledLine, voided: Bool)
        /// A void of other lines.
        case void(JournalledLine)
    }

    /// The index of its receipt.
    let receipt: Int
    private var top: JournalledLine
    private var topLine: JournalledLine?
    /// Rises whenever what stands becomes another version.
    private(set) var stamp = 0

    init(_ first: JournalledLine, receipt: Int) {
        self.receipt = receipt
        top = first
        topLine = first.line.kind == .void ? nil : first
    }

    /// The standing line: sale, return, or a void without another version.
    var line: Line { (topLine ?? top).line }
    var tokens: [Token] { topLine?.line.tokens ?? top.line.tokens }
    var rows: [ProductRow] { (topLine ?? top).rows }

    var standing: Standing {
        if let topLine { .line(topLine, voided: top.line.kind == .void) } else { .void(top) }
    }

    /// The latest own time of what stands; a line that is voided under its key counts beside the void.
    var latest: EventTime { max(top.line.time, topLine?.line.time ?? top.line.time) }

    /// Adds an accepted version.
    ///
    /// - Returns: whether something else stands now.
    mutating func add(_ version: JournalledLine) -> Bool {
        var changed = false
        if Self.precedes(top, version) {
            top = version
            changed = true
        }
        if version.line.kind != .void, topLine.map({ Self.precedes($0, version) }) ?? true {
            topLine = version
            changed = true
        }
        if changed { stamp += 1 }
        return changed
    }

    /// The highest revision stands, of equal ones the bytewise greater content; without revisions the last accepted.
    private static func precedes(_ old: JournalledLine, _ new: JournalledLine) -> Bool {
        guard let was = old.line.revision, let now = new.line.revision else {
            return old.sequence < new.sequence
        }
        return was == now ? old.line.content < new.line.content : was < now
    }
}
