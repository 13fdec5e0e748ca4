import Purchases

/// A line of the batch that changed what stands, as the reason of what follows from it (5.6).
struct Cause: Sendable, Hashable {
    let reason: AmendmentReason
    let order: LineOrder
    let product: ExactText?

    /// - Parameter isCorrection: whether other content stood or waited under its key before.
    init(_ line: Line, isCorrection: Bool) {
        order = LineOrder(line)
        product = line.product
        switch line.kind {
        case .void: reason = .void
        case .return where !isCorrection: reason = .return
        case .sale where !isCorrection: reason = .late
        case .return, .sale: reason = .correction
        }
    }

    /// The same line as the cause of what changed because buyers were joined or parted.
    init(linkOf other: Cause) {
        reason = .link
        order = other.order
        product = other.product
    }

    /// What takes purchases away goes before what brings some; among equals the earliest line.
    static func precedes(_ left: Cause, _ right: Cause) -> Bool {
        let (first, second) = (left.rank, right.rank)
        return first == second ? left.order < right.order : first < second
    }

    private var rank: Int {
        switch reason {
        case .void: 0
        case .return: 1
        case .correction: 2
        case .late: 3
        case .link: 4
        case .rules: 5
        case .catalogue: 6
        }
    }
}

/// The receipts that a batch touches, and by which of its lines.
struct Touched: Sendable {
    init() {}

    /// All of so many receipts, touched by nothing: what a ledger that begins anew takes in.
    init(all count: Int) { receipts = Array(0..<count) }

    /// In the order in which they were met.
    private(set) var receipts: [Int] = []
    private(set) var causes: [Int: [Cause]] = [:]

    mutating func add(_ receipt: Int, _ cause: Cause) {
        if causes[receipt] == nil { receipts.append(receipt) }
        causes[receipt, default: []].append(cause)
    }

    /// A receipt that is touched through another one.
    mutating func addFurther(_ receipt: Int, because other: Int) {
        guard receipt != other else { return }
        for cause in causes[other] ?? [] { add(receipt, cause) }
    }
}
