/// Hashes of every part of a text in constant time each: a polynomial in the bytes, modulo 2^64.
///
/// The hash only finds candidates; whoever uses it compares the bytes. A text made to collide costs comparisons that the
/// callers bound.
package struct PrefixHashes {
    private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15 | 1
    /// Longer words are not looked up.
    package static let lengthMax = 128
    private static let powers: [UInt64] = (0...lengthMax).reduce(into: [1]) { powers, _ in
        powers.append((powers.last ?? 1) &* base)
    }

    private var sums: [UInt64] = [0]

    package init(_ bytes: [UInt8]) {
        sums.reserveCapacity(bytes.count + 1)
        var sum: UInt64 = 0
        for byte in bytes {
            sum = sum &* Self.base &+ UInt64(byte) &+ 1
            sums.append(sum)
        }
    }

    /// The hash of a part, at most `lengthMax` long.
    package func hash(_ start: Int, _ end: Int) -> UInt64 {
        sums[end] &- sums[start] &* Self.powers[end - start]
    }

    /// The hash of one text followed by another of a known length.
    package static func joined(_ first: UInt64, _ second: UInt64, secondCount: Int) -> UInt64 {
        first &* powers[secondCount] &+ second
    }

    package static func hash(_ bytes: some Collection<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 &* base &+ UInt64($1) &+ 1 }
    }
}

extension PrefixHashes {
    /// Calls `body` with the hash of the part itself and of what is left when one letter, or two, are taken out.
    package func forEachDeletion(_ start: Int, _ end: Int, two: Bool, _ body: (UInt64) -> Void) {
        body(hash(start, end))
        for first in start..<end {
            let head = hash(start, first)
            body(Self.joined(head, hash(first + 1, end), secondCount: end - first - 1))
            guard two else { continue }
            for second in first + 1..<end {
                let middle = Self.joined(head, hash(first + 1, second), secondCount: second - first - 1)
                body(Self.joined(middle, hash(second + 1, end), secondCount: end - second - 1))
            }
        }
    }
}
