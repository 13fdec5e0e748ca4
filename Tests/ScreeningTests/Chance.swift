import TestSupport

/// Choices that are the same in every run.
struct Chance: RandomNumberGenerator {
    private var numbers: SplitMix

    init(state: UInt64) { numbers = SplitMix(seed: state) }

    mutating func next() -> UInt64 { numbers.next() }

    mutating func bool() -> Bool { next() & 1 == 0 }
    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int(next() % UInt64(values.count))] }
}
