import Foundation

/// How many bytes the inputs of a run have, for saying how far it is.
package struct InputSizes: Sendable {
    private let sizes: [Int64]
    /// Nil when one of them has no size (a pipe).
    package let total: Int64?

    package init(_ inputs: [String]) {
        let found = inputs.map { input -> Int64? in
            guard input != "-" else { return nil }
            let attributes = try? FileManager.default.attributesOfItem(atPath: input)
            guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
            return (attributes?[.size] as? NSNumber)?.int64Value
        }
        sizes = found.map { $0 ?? 0 }
        total = found.contains(nil) ? nil : sizes.reduce(0, +)
    }

    /// Bytes of all inputs before one.
    package func before(_ index: Int) -> Int64 { sizes.prefix(index).reduce(0, +) }
}
