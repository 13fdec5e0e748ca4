/// A purchase behind an indicator.
struct CountedLine: Sendable, Hashable {
    let line: Int
    /// The positions of the substances that counted; nil when all did.
    let counted: [Int]?
}
