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
    /// The version of the highest precedence, then the line of the highest where that is another: mostly one, which is
    /// large, and kept once.
    private var kept: [JournalledLine]
    /// Where the line is; nil where all versions are voids.
    private var lineIndex: Int?
    /// Rises whenever what stands becomes another version.
    private(set) var stamp = 0

    init(_ first: JournalledLine, receipt: Int) {
        self.receipt = receipt
        kept = [first]
        lineIndex = first.line.kind == .void ? nil : 0
    }

    private var isVoided: Bool { kept[0].line.kind == .void }

    /// The standing line: sale, return, or a void without another version.
    var line: Line { kept[lineIndex ?? 0].line }
    var tokens: [Token] { kept[lineIndex ?? 0].line.tokens }
    var rows: [ProductRow] { kept[lineIndex ?? 0].rows }

    var standing: Standing {
        if let lineIndex { .line(kept[lineIndex], voided: isVoided) } else { .void(kept[0]) }
    }

    /// The latest own time of what stands; a line that is voided under its key counts beside the void.
    var latest: EventTime { max(kept[0].line.time, line.time) }

    /// Adds an accepted version.
    ///
    /// - Returns: whether something else stands now.
    mutating func add(_ version: JournalledLine) -> Bool {
        let standsFirst = Self.precedes(kept[0], version)
        let standsAsLine =
            version.line.kind != .void && (lineIndex.map { Self.precedes(kept[$0], version) } ?? true)
        let top = standsFirst ? version : kept[0]
        if standsAsLine {
            kept = standsFirst ? [version] : [top, version]
            lineIndex = kept.count - 1
        } else if standsFirst {
            kept = lineIndex.map { [top, kept[$0]] } ?? [top]
            lineIndex = lineIndex.map { _ in 1 }
        }
        let changed = standsFirst || standsAsLine
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
