import Crypto
import Foundation
import Spool

/// A CSV file that is written until it is whole, with a digest of its content. Used by one thread.
final class RowFile {
    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var hash = SHA256()

    /// Makes it, or empties what is there.
    init(_ path: String) throws(FetchError) {
        self.path = path
        // because the path lives for the time of the call.
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.problem(path) }
        buffer.reserveCapacity(1 << 17)
    }

    deinit { close(descriptor) }

    func write(_ bytes: some Collection<UInt8>) throws(FetchError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= 1 << 16 { try flush() }
    }

    /// Writes what is left, and says what the whole is.
    func digest() throws(FetchError) -> String {
        try flush()
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func flush() throws(FetchError) {
        hash.update(data: buffer)
        var rest = buffer[...]
        while !rest.isEmpty {
            // because the bytes live for the time of the call.
            let count = unsafe rest.withUnsafeBytes {
                unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.problem(path) }
            rest = rest.dropFirst(count)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func problem(_ path: String) -> FetchError {
        // because the system's texts are constants.
        FetchError(
            .spool, "the spool cannot be written: \(unsafe String(cString: strerror(errno)))", at: path,
            hint: "let this user write there, and see that the disk has room", isPassing: true)
    }
}
