import CCurl
import Foundation
import Journal

/// The multi handle: all transfers and connections of one courier, by HTTP or SMTP.
@safe final class CurlMulti: EventCarrier {
    private let handle: UnsafeMutableRawPointer
    private let endpoint: Endpoint
    private let resolved: ResolvedNames?
    /// By the address of the easy handle.
    private var active: [UInt: CurlTransfer] = [:]
    /// At most as many as were ever active at a time.
    private var idle: [CurlTransfer] = []

    /// Once for the process, before the first handle.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(endpoint: Endpoint, connectionsMax: Int) throws(CourierError) {
        // because curl's handle is a pointer; this object owns it.
        guard Self.isReady, let handle = unsafe curl_multi_init() else {
            throw CourierError(code: .curl, message: "curl cannot be started")
        }
        unsafe self.handle = handle
        self.endpoint = endpoint
        resolved = endpoint.resolved.isEmpty ? nil : ResolvedNames(endpoint.resolved)
        _ = unsafe tillwatch_multi_set_long(handle, CURLMOPT_MAXCONNECTS, connectionsMax)
    }

    deinit {
        cut()
        // Easy handles go before the multi handle.
        idle = []
        // because the handle is this object's, and holds no transfer any more.
        _ = unsafe curl_multi_cleanup(handle)
    }

    /// Starts one attempt, signed as of now.
    func start(_ attempt: CourierState.Attempt) -> AttemptResult? {
        guard let transfer = idle.popLast() ?? made() else { return CurlTransfer.unprepared }
        if let result = transfer.prepare(attempt, resolved: resolved) {
            idle.append(transfer)
            return result
        }
        // because both handles are alive; the transfer is kept while curl uses it.
        guard unsafe curl_multi_add_handle(handle, transfer.handle) == CURLM_OK else {
            return .failed(.transfer, message: "curl cannot start a transfer")
        }
        // because the pointer is only taken for a number.
        unsafe active[UInt(bitPattern: transfer.handle)] = transfer
        return nil
    }

    private func made() -> CurlTransfer? {
        switch endpoint.way {
        case .webhook(let batchMax): HookTransfer(endpoint: endpoint, batchMax: batchMax)
        case .mail(let plan, let password): MailTransfer(endpoint: endpoint, plan: plan, password: password)
        case .file, .folder, .standardOutput: nil
        }
    }

    func perform() throws(CourierError) -> [(attempt: Int64, result: AttemptResult)] {
        var running: Int32 = 0
        // because the handle is this object's.
        try check(unsafe curl_multi_perform(handle, &running))
        var done: [(attempt: Int64, result: AttemptResult)] = []
        var code = CURLE_OK
        // because curl gives back easy handles that were added above and are still alive.
        while let easy = unsafe tillwatch_multi_done(handle, &code) {
            guard let transfer = active.removeValue(forKey: UInt(bitPattern: easy)) else { continue }
            done.append((transfer.attempt, transfer.result(code)))
            try check(unsafe curl_multi_remove_handle(handle, easy))
            idle.append(transfer)
        }
        return done
    }

    func poll(atMost timeout: Duration) throws(CourierError) {
        // Rounded up: a wait that ends just before its time would only be repeated.
        let wait = Int32(clamping: milliseconds(timeout + .microseconds(999)))
        // because the handle is this object's, and no descriptors of our own are given.
        try check(unsafe curl_multi_poll(handle, nil, 0, wait, nil))
    }

    func wakeup() {
        // because this one call may come from any thread while the handle is alive.
        _ = unsafe curl_multi_wakeup(handle)
    }

    func cut() {
        for transfer in active.values {
            // because both handles are alive.
            _ = unsafe curl_multi_remove_handle(handle, transfer.handle)
        }
        active = [:]
    }

    private func check(_ code: CURLMcode) throws(CourierError) {
        guard code != CURLM_OK else { return }
        // because curl's texts are constants.
        throw CourierError(code: .curl, message: unsafe String(cString: curl_multi_strerror(code)))
    }
}

// because everything but `wakeup`, which curl allows from any thread, is called on the courier's thread alone.
extension CurlMulti: @unchecked Sendable {}
