import Foundation

/// Runs blocking work on a thread of its own, so that it never holds one of the cooperative pool.
///
/// - Parameters:
///   - name: shown by debuggers.
///   - body: the blocking work; runs exactly once.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
package func onOwnThread<Value: Sendable>(
    named name: String, _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Result { try body() }) }
        thread.name = name
        thread.stackSize = 8 << 20
        thread.start()
    }
}
