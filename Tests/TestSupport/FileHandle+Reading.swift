import Foundation

extension FileHandle {
    /// What is there, once there is something; empty at the end.
    ///
    /// Foundation's own `availableData` and `readDataToEndOfFile` end the process where a signal interrupts them.
    package func nextBytes() -> [UInt8] {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = readOnce(fileDescriptor, &piece)
            if count < 0, errno == EINTR { continue }
            return Array(piece[..<max(0, count)])
        }
    }

    /// All that comes until the end.
    package func allBytes() -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let more = nextBytes()
            if more.isEmpty { return bytes }
            bytes += more
        }
    }
}

private func readOnce(_ descriptor: Int32, _ piece: inout [UInt8]) -> Int {
    read(descriptor, &piece, piece.count)
}
