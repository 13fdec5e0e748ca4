import Foundation
import Synchronization
import TestSupport
import Testing
import Webhooks

/// A recipient in a process of its own: `Support/receiver.py`.
final class Receiver: Sendable {
    struct Request: Decodable, Sendable {
        var path: String
        var method: String
        var id: String?
        var timestamp: Int64?
        var signature: String?
        var genuine: Bool?
        var package: Bool?
        var type: String?
        var agent: String?
        var expect: String?
        var cookie: String?
        var connection: Int?
        var body: String?
        var attempt: Int?
        var written: Int?
    }

    private struct Greeting: Decodable {
        var port: Int
        var authority: String?
        var client: String?
        var client_key: String?
        var pin: String?
        var package: Bool
    }

    private struct Lines {
        var all: [Data] = []
        var isAtEnd = false
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

        mutating func due() -> [CheckedContinuation<Void, Never>] {
            let due = waiters.filter { isAtEnd || $0.count <= all.count }
            waiters.removeAll { isAtEnd || $0.count <= all.count }
            return due.map(\.continuation)
        }
    }

    static let python = ProcessInfo.processInfo.environment["TILLWATCH_PYTHON"] ?? "python3"

    /// Whether PyPI's `standardwebhooks` is there, as a second opinion on signatures.
    static let hasPackage: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python, "-c", "import standardwebhooks"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    let secret: WebhookSecret
    let port: Int
    let authority: String?
    /// A certificate for the sender, its key, and the pin of the receiver's own.
    let client: String?
    let clientKey: String?
    let pin: String?
    private let process: Mutex<Process>
    private let lines: Inbox

    /// Lines as they arrive, and who waits for them.
    private final class Inbox: Sendable {
        let state = Mutex(Lines())

        func wait(for count: Int) async -> [Data] {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let due = state.withLock { lines in
                    lines.waiters.append((count, continuation))
                    return lines.due()
                }
                for waiter in due { waiter.resume() }
            }
            return state.withLock { $0.all }
        }

        func read(_ handle: FileHandle) {
            var rest = Data()
            while true {
                let more = handle.nextBytes()
                rest += more
                let parts = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                let due = state.withLock { lines in
                    lines.all += parts.dropLast().map { Data($0) }
                    lines.isAtEnd = more.isEmpty
                    return lines.due()
                }
                for waiter in due { waiter.resume() }
                rest = Data(parts.last ?? Data())
                if more.isEmpty { return }
            }
        }
    }

    /// - Parameter more: further arguments of the script.
    init(
        port: Int = 0, tls: Bool = false, more: [String] = [], secret: WebhookSecret = .random()
    ) async throws {
        let process = Process()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Support/receiver.py")
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [Self.python, script.path, "--port", "\(port)"] + (tls ? ["--tls"] : []) + more
        process.environment = ProcessInfo.processInfo.environment.merging([
            "RECEIVER_SECRET": secret.revealed
        ]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let lines = Inbox()
        let thread = Thread { lines.read(pipe.fileHandleForReading) }
        thread.start()
        let first = try #require(await lines.wait(for: 1).first)
        let greeting = try JSONDecoder().decode(Greeting.self, from: first)
        self.port = greeting.port
        authority = greeting.authority
        client = greeting.client
        clientKey = greeting.client_key
        pin = greeting.pin
        self.secret = secret
        self.lines = lines
        self.process = Mutex(process)
    }

    deinit { process.withLock { $0.terminate() } }

    func url(_ mode: String, scheme: String = "http", host: String = "127.0.0.1") -> String {
        "\(scheme)://\(host):\(port)/\(mode)"
    }

    /// Waits until so many requests came, or the process ended.
    func requests(atLeast count: Int) async throws -> [Request] {
        try await lines.wait(for: count + 1).dropFirst().map {
            try JSONDecoder().decode(Request.self, from: $0)
        }
    }

    /// How many bytes of a flood the receiver was rid of before the courier closed the connection.
    func flood() async throws -> Int {
        var count = 2
        while true {
            let requests = try await requests(atLeast: count)
            if let written = requests.compactMap(\.written).first { return written }
            try #require(requests.count >= count, "the receiver ended")
            count = requests.count + 1
        }
    }

    /// Ends the process, and gives all requests that came.
    func stop() async throws -> [Request] {
        process.withLock { $0.terminate() }
        return try await requests(atLeast: .max - 1)
    }
}
