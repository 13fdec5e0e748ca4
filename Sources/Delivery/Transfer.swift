import CCurl
import Journal
import Webhooks

/// One easy handle, used for one attempt after another. Belongs to the courier's thread.
///
/// curl holds a pointer to this object, so it must outlive every transfer of its handle: `CurlMulti` keeps it as long as
/// the handle is in use, and `deinit` destroys the handle with it.
@safe final class Transfer {
    let handle: UnsafeMutableRawPointer
    private let socketGuard: SocketGuard
    private let tellsAnswers: Bool
    private var headers: UnsafeMutablePointer<curl_slist>?
    private(set) var sequence: Int64 = 0
    fileprivate var body: [UInt8] = []
    fileprivate var bodyBytes = 0
    fileprivate var headerBytes = 0
    fileprivate var headersComplete = false
    private var refusedAddress: SocketAddress?
    private var hasOpened = false

    /// - Returns: nil when curl has no memory or does not know an option.
    init?(endpoint: Endpoint) {
        // because curl's handle is a pointer; this object owns it.
        guard let handle = unsafe curl_easy_init() else { return nil }
        unsafe self.handle = handle
        socketGuard = endpoint.socketGuard
        tellsAnswers = endpoint.tellsAnswers
        guard configure(endpoint) else { return nil }
    }

    deinit {
        // because the handle and the list are this object's, and nobody uses them any more.
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(headers)
    }

    /// What is the same for every attempt.
    private func configure(_ endpoint: Endpoint) -> Bool {
        var all = set(CURLOPT_URL, endpoint.url)
        all = all && set(CURLOPT_PROTOCOLS_STR, "http,https") && set(CURLOPT_FOLLOWLOCATION, 0)
        all = all && set(CURLOPT_USERAGENT, endpoint.userAgent)
        all = all && set(CURLOPT_SSL_VERIFYPEER, 1) && set(CURLOPT_SSL_VERIFYHOST, 2)
        all = all && set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Attempts wait a moment for a connection that HTTP/2 may share, rather than opening their own.
        all = all && set(CURLOPT_PIPEWAIT, 1) && set(CURLOPT_NOSIGNAL, 1) && set(CURLOPT_TCP_KEEPALIVE, 1)
        all = all && set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(endpoint.connectTimeout))
        all = all && set(CURLOPT_TIMEOUT_MS, milliseconds(endpoint.totalTimeout))
        all = all && set(CURLOPT_LOW_SPEED_LIMIT, 1) && set(CURLOPT_LOW_SPEED_TIME, 20)
        all = all && set(CURLOPT_POST, 1)
        all = all && configure(endpoint.transport)
        // because curl only passes this pointer back, to the functions below, while a transfer runs (see above).
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        // because the functions have the types that curl calls.
        return unsafe all
            && tillwatch_set_receive(handle, CURLOPT_WRITEFUNCTION, receiveBody) == CURLE_OK
            && tillwatch_set_pointer(handle, CURLOPT_WRITEDATA, context) == CURLE_OK
            && tillwatch_set_receive(handle, CURLOPT_HEADERFUNCTION, receiveHeader) == CURLE_OK
            && tillwatch_set_pointer(handle, CURLOPT_HEADERDATA, context) == CURLE_OK
            && tillwatch_set_open(handle, openSocket) == CURLE_OK
            && tillwatch_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context) == CURLE_OK
    }

    private func configure(_ transport: EndpointTransport) -> Bool {
        var all = set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        // An empty text: no proxy, whatever the environment says.
        all = all && set(CURLOPT_PROXY, transport.proxy ?? "")
        if let file = transport.authorityFile {
            all = all && set(CURLOPT_CAINFO, file)
            if transport.proxy != nil { all = all && set(CURLOPT_PROXY_CAINFO, file) }
        }
        if let file = transport.certificateFile { all = all && set(CURLOPT_SSLCERT, file) }
        if let file = transport.keyFile { all = all && set(CURLOPT_SSLKEY, file) }
        if let pins = transport.pins { all = all && set(CURLOPT_PINNEDPUBLICKEY, pins) }
        return all
    }

    /// Prepares one attempt.
    ///
    /// - Returns: false when curl has no memory.
    func prepare(_ entry: OutboxEntry, headers signed: WebhookHeaders, resolved: ResolvedNames?) -> Bool {
        sequence = entry.sequence
        body = []
        bodyBytes = 0
        headerBytes = 0
        headersComplete = false
        refusedAddress = nil
        hasOpened = false
        let lines = [
            "Content-Type: application/cloudevents+json",
            "\(WebhookHeaders.idName): \(signed.id)",
            "\(WebhookHeaders.timestampName): \(signed.timestamp)",
            "\(WebhookHeaders.signatureName): \(signed.signature)",
            // No waiting for a "100 Continue" that few servers send.
            "Expect:",
        ]
        // because the list of the attempt before is this object's, and that attempt is over.
        unsafe curl_slist_free_all(headers)
        unsafe headers = nil
        for line in lines {
            // because curl copies the text and gives the list's new first element.
            guard let longer = unsafe curl_slist_append(headers, line) else { return false }
            unsafe headers = longer
        }
        // because curl reads the list and the names while they live here, and copies the body during the call.
        return unsafe tillwatch_set_list(handle, CURLOPT_HTTPHEADER, headers) == CURLE_OK
            && tillwatch_set_list(handle, CURLOPT_RESOLVE, resolved?.list) == CURLE_OK
            && tillwatch_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(entry.body.count))
                == CURLE_OK
            && entry.body.withUnsafeBytes { bytes in
                unsafe tillwatch_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress) == CURLE_OK
            }
    }

    /// What the attempt came to, when curl says that it is over.
    func result(_ code: CURLcode) -> AttemptResult {
        // because the handle is this object's, and alive.
        let status = unsafe Int(tillwatch_get_long(handle, CURLINFO_RESPONSE_CODE))
        // The answer counts once its headers are complete, whatever became of its body.
        if headersComplete, status >= 200 {
            // because of the same.
            let seconds = unsafe tillwatch_get_offset(handle, CURLINFO_RETRY_AFTER)
            let retryAfter = seconds > 0 ? Duration.seconds(min(Int64(seconds), 1_000_000)) : nil
            let note = tellsAnswers ? AnswerText.line(body) : ""
            return .answered(status: status, retryAfter: retryAfter, note: note)
        }
        // A name may lead to several addresses: one that was let through decides.
        if let refusedAddress, !hasOpened {
            return .failed(
                .privateAddress,
                message: "the endpoint's name leads to \(refusedAddress), which is not a public address; "
                    + "--allow-private permits it")
        }
        // because curl's texts are constants.
        let text = unsafe String(cString: curl_easy_strerror(code))
        let failure: TransferFailure =
            switch code {
            case CURLE_COULDNT_RESOLVE_HOST: .resolve
            case CURLE_COULDNT_CONNECT: .connect
            case CURLE_OPERATION_TIMEDOUT: .timeout
            case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
                CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR,
                CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT, CURLE_SSL_INVALIDCERTSTATUS:
                .tls
            case CURLE_COULDNT_RESOLVE_PROXY: .resolve
            default: .transfer
            }
        return .failed(failure, message: AnswerText.line(Array(text.utf8)))
    }

    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        // because the handle is this object's, and alive.
        unsafe tillwatch_set_long(handle, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ text: String) -> Bool {
        // because the handle is this object's, and curl copies the text.
        unsafe tillwatch_set_text(handle, option, text) == CURLE_OK
    }

    /// Asked by curl before it connects.
    fileprivate func mayConnect(to address: SocketAddress?) -> Bool {
        if let address, socketGuard.allows(address) {
            hasOpened = true
            return true
        }
        refusedAddress = address
        return false
    }
}

/// Names whose addresses are given rather than asked for; a list that curl reads.
@safe final class ResolvedNames {
    let list: UnsafeMutablePointer<curl_slist>?

    /// - Returns: nil when there are none, or no memory.
    init?(_ names: [String]) {
        guard !names.isEmpty else { return nil }
        var list: UnsafeMutablePointer<curl_slist>?
        for name in names {
            // because curl copies the text and gives the list's new first element.
            guard let longer = unsafe curl_slist_append(list, name) else {
                unsafe curl_slist_free_all(list)
                return nil
            }
            unsafe list = longer
        }
        unsafe self.list = list
    }

    deinit {
        // because the list is this object's.
        unsafe curl_slist_free_all(list)
    }
}

/// The transfer that curl was given; curl calls on the thread that performs it.
private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    // because the pointer is the one set in `configure`, of an object that lives as long as its handle.
    unsafe context.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

/// Keeps the first bytes of the body, and reads a little further, so that the connection can be used again. More ends the
/// transfer: the status is known.
private let receiveBody: tillwatch_receive = { bytes, size, count, context in
    // because the pointer is curl's context.
    guard let transfer = unsafe transfer(context), let bytes = unsafe bytes else { return 0 }
    let (length, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, length <= AnswerText.readBytesMax - transfer.bodyBytes else { return 0 }
    transfer.bodyBytes += length
    let room = AnswerText.bodyBytesMax - transfer.body.count
    // because curl gives `length` bytes there, for the time of the call; they are copied.
    let arrived = unsafe UnsafeRawBufferPointer(start: bytes, count: min(length, room))
    unsafe transfer.body.append(contentsOf: arrived)
    return length
}

/// Bounds the headers, and finds their end.
private let receiveHeader: tillwatch_receive = { bytes, size, count, context in
    // because the pointer is curl's context.
    guard let transfer = unsafe transfer(context), let bytes = unsafe bytes else { return 0 }
    let (length, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, length <= AnswerText.headerBytesMax - transfer.headerBytes else { return 0 }
    transfer.headerBytes += length
    // because curl gives `length` bytes there, for the time of the call.
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: length)
    let isBlank = unsafe line.allSatisfy { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
    // An interim answer (1xx) ends like any other; a status line begins the next one.
    transfer.headersComplete = isBlank
    return length
}

/// Opens the socket to an address that the endpoint may lead to.
private let openSocket: tillwatch_open = { context, _, address in
    // because the pointers are curl's context and an address that lives for the time of the call.
    guard let transfer = unsafe transfer(context), let address = unsafe address else {
        return tillwatch_no_socket()
    }
    var bytes = [UInt8](repeating: 0, count: 16)
    let length = unsafe tillwatch_address(address, &bytes)
    guard transfer.mayConnect(to: SocketAddress(bytes: Array(bytes.prefix(Int(length))))) else {
        return tillwatch_no_socket()
    }
    return unsafe tillwatch_socket(address)
}

func milliseconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    // A day is longer than any time-out in use, and cannot overflow.
    return Int(min(max(seconds, 0), 86_400)) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
}
