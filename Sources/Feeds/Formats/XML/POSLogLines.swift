import Purchases

/// The lines of a transaction that name an article.
struct POSLogLines {
    struct Line {
        /// Its `LineItem`.
        var element: Int
        var values: [(POSLogField, String?)]
        var link: POSLogLink?
        var kind: POSLogKind
        var product: String?
        var quantity: ExactDecimal?
        var amount: ExactDecimal?
        var number: String
        /// What a reversal took back already.
        var isTaken = false

        func put(into all: inout POSLogValues) {
            for (field, text) in values where text != nil { all[field] = text }
            all[.kind] = kind.rawValue
            all[.line] = number
            link?.put(into: &all)
        }
    }

    private let header: POSLogHeader
    private let voids: FeedFile.Voids
    private let negative: FeedFile.NegativeSale
    private(set) var lines: [Line] = []
    private var numbers: Set<String> = []

    init(header: POSLogHeader, voids: FeedFile.Voids, negative: FeedFile.NegativeSale) {
        self.header = header
        self.voids = voids
        self.negative = negative
    }

    mutating func read(_ buffer: ElementBuffer, _ retail: Int) {
        var items: [(element: Int, item: Int, name: POSLogName)] = []
        buffer.children(
            of: retail,
            named: { line, name in
                guard name == .lineItem else { return }
                buffer.children(
                    of: line,
                    named: { child, name in
                        guard [.sale, .return, .saleForDelivery].contains(name) else { return }
                        items.append((line, child, name))
                    })
            })
        for (ordinal, item) in items.enumerated() {
            add(buffer, item.element, item.item, item.name, ordinal: ordinal + 1)
        }
    }

    private mutating func add(
        _ buffer: ElementBuffer, _ element: Int, _ item: Int, _ name: POSLogName, ordinal: Int
    ) {
        let read = POSLogItem(buffer, element, item)
        var line = Line(
            element: element, values: read.values, link: nil, kind: .sale, product: read.product,
            quantity: read.quantity, amount: read.amount,
            number: number(buffer.text(.sequenceNumber, of: element), ordinal))
        let isNegative = line.quantity.map { $0 < .zero } == true || line.amount.map { $0 < .zero } == true
        if let kind = header.kind {
            line.kind = kind
        } else if buffer.flag(.cancelFlag, of: element) || buffer.flag(.deleteFlag, of: element) {
            line.kind = .voided
        } else if buffer.flag(.voidFlag, of: element) {
            void(&line, isNegative: isNegative)
        } else if name == .return {
            line.kind = .return
        } else if isNegative {
            takeBack(&line)
        }
        if line.kind == .return { line.link = POSLogLines.link(buffer, element, item) ?? header.returnLink }
        lines.append(line)
    }

    /// The line's own number; where it is missing or taken, one that says its place.
    private mutating func number(_ written: String?, _ ordinal: Int) -> String {
        var number = written ?? "#\(ordinal)"
        if !numbers.insert(number).inserted {
            number += "#\(ordinal)"
            numbers.insert(number)
        }
        return number
    }

    /// Decides whether a line that is flagged as void takes another one back, or never counted.
    private mutating func void(_ line: inout Line, isNegative: Bool) {
        line.kind = .voided
        guard voids != .flag else { return }
        let before = lines.indices.filter {
            lines[$0].product == line.product && !lines[$0].isTaken
                && (lines[$0].kind == .sale || lines[$0].kind == .return)
        }
        // A flag on a line that is negative by nature is a flag.
        guard voids == .reversal || (isNegative && !before.isEmpty) else { return }
        line.kind = .reversal
        // The line that it takes back whole; where there is none, it takes from what its receipt has of the product.
        guard let quantity = line.quantity else { return }
        let same = before.last {
            lines[$0].quantity?.magnitude == quantity.magnitude
                && lines[$0].amount?.magnitude == line.amount?.magnitude
        }
        guard let same else { return }
        lines[same].isTaken = true
        line.values.append((.linkLine, lines[same].number))
    }

    /// A sale whose quantity or amount is negative.
    private func takeBack(_ line: inout Line) {
        switch negative {
        case .return: line.kind = .return
        case .void: line.kind = .reversal
        case .quarantine:
            // So that the quantity says it, whichever of the two did.
            guard let quantity = line.quantity, quantity >= .zero else { return }
            line.values.append((.quantity, "-\(quantity)"))
        }
    }

    /// The receipt that a returned line was sold on, where the line says it.
    private static func link(_ buffer: ElementBuffer, _ element: Int, _ item: Int) -> POSLogLink? {
        for parent in [item, element] {
            guard let child = buffer.child(.transactionLink, of: parent),
                let link = POSLogLink(buffer, child), link.reason == .return || !link.saysReason
            else { continue }
            return link
        }
        return nil
    }
}

extension ElementBuffer {
    /// Whether a `LineItem` is flagged as void in whichever way.
    func isVoided(_ line: Int) -> Bool {
        flag(.voidFlag, of: line) || flag(.cancelFlag, of: line) || flag(.deleteFlag, of: line)
    }
}
