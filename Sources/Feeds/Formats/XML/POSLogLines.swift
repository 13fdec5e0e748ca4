import Purchases

/// The lines of a transaction that name an article.
struct POSLogLines {
    struct Line {
        /// Its `LineItem`, and the `Sale` or the like in it.
        var element: Int
        var sale: Int
        var identity: POSLogIdentity
        var number: String
        /// The rest; nil where the screen does not let it pass.
        var item: POSLogItem?
        var kind = POSLogKind.sale
        var link: POSLogLink?
        /// The line of its receipt that it takes back.
        var takes: String?
        /// What a reversal took back already.
        var isTaken = false

        func put(into values: inout POSLogValues) {
            values[.kind] = kind.rawValue
            values[.line] = number
            link?.put(into: &values)
            if let takes { values[.linkLine] = takes }
        }
    }

    private let voids: FeedFile.Voids
    private let negative: FeedFile.NegativeSale
    private(set) var lines: [Line] = []
    private(set) var areAnyRead = false
    private var numbers: Set<String> = []

    init(voids: FeedFile.Voids, negative: FeedFile.NegativeSale) {
        self.voids = voids
        self.negative = negative
    }

    /// Finds the lines, and reads those that pass.
    mutating func find(_ buffer: ElementBuffer, _ retail: Int, _ passes: (POSLogIdentity) -> Bool) {
        var items: [(element: Int, sale: Int)] = []
        buffer.children(
            of: retail,
            named: { line, name in
                guard name == .lineItem else { return }
                buffer.children(
                    of: line,
                    named: { child, name in
                        guard name == .sale || name == .return || name == .saleForDelivery else { return }
                        items.append((line, child))
                    })
            })
        lines.reserveCapacity(items.count)
        for (ordinal, item) in items.enumerated() {
            let identity = POSLogIdentity(buffer, item.sale)
            var line = Line(
                element: item.element, sale: item.sale, identity: identity,
                number: number(buffer.text(.sequenceNumber, of: item.element), ordinal + 1))
            if passes(identity) {
                line.item = POSLogItem(buffer, item.element, item.sale, identity)
                areAnyRead = true
            }
            lines.append(line)
        }
    }

    /// Decides what each line that was read is.
    mutating func judge(_ buffer: ElementBuffer, _ header: POSLogHeader) {
        for index in lines.indices where lines[index].item != nil {
            let element = lines[index].element
            let isReturn = buffer.elements[lines[index].sale].name == POSLogName.return.rawValue
            let isNegative = lines[index].item?.isNegative == true
            if let kind = header.kind {
                lines[index].kind = kind
            } else if buffer.flag(.cancelFlag, of: element) || buffer.flag(.deleteFlag, of: element) {
                lines[index].kind = .voided
            } else if buffer.flag(.voidFlag, of: element) {
                void(index, isNegative: isNegative)
            } else if isReturn {
                lines[index].kind = .return
            } else if isNegative {
                takeBack(index)
            }
            guard lines[index].kind == .return else { continue }
            lines[index].link =
                POSLogLines.link(buffer, element, lines[index].sale) ?? header.returnLink
        }
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
    private mutating func void(_ index: Int, isNegative: Bool) {
        lines[index].kind = .voided
        guard voids != .flag else { return }
        let product = lines[index].identity.product
        let before = lines[..<index].indices.filter {
            lines[$0].item != nil && lines[$0].identity.product == product && !lines[$0].isTaken
                && (lines[$0].kind == .sale || lines[$0].kind == .return)
        }
        // A flag on a line that is negative by nature is a flag.
        guard voids == .reversal || (isNegative && !before.isEmpty) else { return }
        lines[index].kind = .reversal
        // The line that it takes back whole; where there is none, it takes from what its receipt has of the product.
        guard let item = lines[index].item, let quantity = item.quantity else { return }
        let same = before.last {
            lines[$0].item?.quantity?.magnitude == quantity.magnitude
                && lines[$0].item?.amount?.magnitude == item.amount?.magnitude
        }
        guard let same else { return }
        lines[same].isTaken = true
        lines[index].takes = lines[same].number
    }

    /// A sale whose quantity or amount is negative.
    private mutating func takeBack(_ index: Int) {
        switch negative {
        case .return: lines[index].kind = .return
        case .void: lines[index].kind = .reversal
        // So that the quantity says it, whichever of the two did.
        case .quarantine: lines[index].item?.negate()
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
