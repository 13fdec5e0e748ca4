import CCurl

/// One transfer as it is asked for.
struct TransferRequest {
    var url: String
    var headers: [String] = []
    /// Of HTTP: `7-`.
    var range: String?
    /// Of the others: how many bytes are there already.
    var resumeFrom: Int64 = 0
    /// What the server is told before, in its own words.
    var commands: [String] = []
    var hasBody = true
    /// Bytes of the body at most.
    var bodyMax: Int64
}

/// What a transfer came to.
struct TransferAnswer {
    var code: CURLcode
    /// Of HTTP.
    var status = 0
    /// Of the last answer, by their names in lower case.
    var headers: [String: String] = [:]
    /// Seconds since 1970, as the other side says.
    var modified: Int64?
    var hostKey = FetchProblem.HostKey.unasked
    var isTooLarge = false
}

/// What curl's functions write to while a transfer runs.
final class TransferState {
    static let headerBytesMax = 64 << 10

    let receive: (TransferState, [UInt8]) -> Bool
    let isStopping: @Sendable () -> Bool
    let bodyMax: Int64
    /// Of the answer that is being read.
    var headers: [String: String] = [:]
    var headerBytes = 0
    var status = 0
    var received: Int64 = 0
    var hostKey = FetchProblem.HostKey.unasked
    var isTooLarge = false

    init(
        bodyMax: Int64, isStopping: @escaping @Sendable () -> Bool,
        receive: @escaping (TransferState, [UInt8]) -> Bool
    ) {
        self.bodyMax = bodyMax
        self.isStopping = isStopping
        self.receive = receive
    }

    /// Takes a line of the headers; a status line begins another answer.
    func take(header line: String) {
        if line.hasPrefix("HTTP/") {
            headers = [:]
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            return
        }
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        headers[line[..<colon].lowercased()] = String(value.prefix { !$0.isNewline })
    }
}

/// The state that curl was given; curl calls on the thread that performs the transfer.
private func state(_ context: UnsafeMutableRawPointer?) -> TransferState? {
    // because the pointer is the one that `CurlSession.perform` gives, of an object that lives until it returns.
    unsafe context.map { unsafe Unmanaged<TransferState>.fromOpaque($0).takeUnretainedValue() }
}

/// Hands on what arrives of the body.
let receiveBytes: tillwatch_receive = { bytes, size, count, context in
    // because the pointer is curl's context.
    guard let state = unsafe state(context), let bytes = unsafe bytes else { return 0 }
    let (length, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, !state.isStopping() else { return 0 }
    state.received += Int64(length)
    guard state.received <= state.bodyMax else {
        state.isTooLarge = true
        return 0
    }
    // because curl gives `length` bytes there, for the time of the call; they are copied.
    let arrived = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: length))
    return state.receive(state, arrived) ? length : 0
}

/// Keeps the headers, within a bound.
let receiveHeaderLine: tillwatch_receive = { bytes, size, count, context in
    // because the pointer is curl's context.
    guard let state = unsafe state(context), let bytes = unsafe bytes else { return 0 }
    let (length, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, length <= TransferState.headerBytesMax - state.headerBytes else { return 0 }
    state.headerBytes += length
    // because curl gives `length` bytes there, for the time of the call; they are copied.
    state.take(
        header: unsafe String(decoding: UnsafeRawBufferPointer(start: bytes, count: length), as: UTF8.self))
    return length
}

/// Asked about once a second, whatever the network does: ends the transfer when the service ends.
let reportProgress: tillwatch_progress = { context, _, _, _, _ in
    // because the pointer is curl's context.
    guard let state = unsafe state(context) else { return 1 }
    return state.isStopping() ? 1 : 0
}

/// Refuses every host whose key is not the known one.
let judgeHostKey: tillwatch_host_key = { _, _, _, match, context in
    // because the pointer is curl's context.
    guard let state = unsafe state(context) else { return Int32(CURLKHSTAT_REJECT.rawValue) }
    switch match {
    case CURLKHMATCH_OK: state.hostKey = .known
    case CURLKHMATCH_MISMATCH: state.hostKey = .changed
    default: state.hostKey = .unknown
    }
    return Int32(match == CURLKHMATCH_OK ? CURLKHSTAT_FINE.rawValue : CURLKHSTAT_REJECT.rawValue)
}
