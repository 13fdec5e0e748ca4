import CCurl
import Journal

/// One easy handle, used for one attempt after another. Belongs to the courier's thread.
///
/// curl holds a pointer to this object, so it must outlive every transfer of its handle: `CurlMulti` keeps it as long as
/// the handle is in use, and `deinit` destroys the handle with it. What is sent, and how, is a subclass's.
@safe class CurlTransfer {
    let handle: UnsafeMutableRawPointer
    private let socketGuard: SocketGuard
    fileprivate(set) var attempt: Int64 = 0
    private var refusedAddress: SocketAddress?
    private var hasOpened = false

    /// - Returns: nil when curl has no memory or does not know an option.
    init?(endpoint: Endpoint) {
        // because curl's handle is a pointer; this object owns it.
        guard let handle = unsafe curl_easy_init() else { return nil }
        unsafe self.handle = handle
        socketGuard = endpoint.socketGuard
        guard configure(endpoint) else { return nil }
    }

    deinit {
        // because the handle is this object's, and nobody uses it any more.
        unsafe curl_easy_cleanup(handle)
    }

    /// What is the same for every attempt, and for every kind.
    private func configure(_ endpoint: Endpoint) -> Bool {
        var all = set(CURLOPT_URL, endpoint.url)
        all = all && set(CURLOPT_SSL_VERIFYPEER, 1) && set(CURLOPT_SSL_VERIFYHOST, 2)
        all = all && set(CURLOPT_NOSIGNAL, 1) && set(CURLOPT_TCP_KEEPALIVE, 1)
        all = all && set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(endpoint.connectTimeout))
        all = all && set(CURLOPT_TIMEOUT_MS, milliseconds(endpoint.totalTimeout))
        all = all && configure(endpoint.transport)
        // because curl only passes this pointer back, to the function below, while a transfer runs (see above), and the
        // function has the type that curl calls.
        return unsafe all
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

    /// This object, as curl passes it back.
    var context: UnsafeMutableRawPointer {
        // because whoever takes it back knows of what type it is: this class.
        unsafe Unmanaged.passUnretained(self).toOpaque()
    }

    /// Prepares one attempt.
    ///
    /// - Returns: nil when it can start.
    func prepare(_ attempt: CourierState.Attempt, resolved: ResolvedNames?) -> AttemptResult? {
        self.attempt = attempt.id
        refusedAddress = nil
        hasOpened = false
        // because curl reads the names while they live, which the courier sees to.
        let isSet = unsafe tillwatch_set_list(handle, CURLOPT_RESOLVE, resolved?.list) == CURLE_OK
        return isSet ? nil : Self.unprepared
    }

    static let unprepared = AttemptResult.failed(.transfer, message: "curl cannot prepare a transfer")

    /// What the attempt came to, when curl says that it is over: as a failure, where no subclass knows more.
    func result(_ code: CURLcode) -> AttemptResult {
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
                CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT, CURLE_SSL_INVALIDCERTSTATUS,
                CURLE_USE_SSL_FAILED:
                .tls
            case CURLE_LOGIN_DENIED: .login
            case CURLE_COULDNT_RESOLVE_PROXY: .resolve
            default: .transfer
            }
        return .failed(failure, message: AnswerText.line(Array(text.utf8)))
    }

    func set(_ option: CURLoption, _ value: Int) -> Bool {
        // because the handle is this object's, and alive.
        unsafe tillwatch_set_long(handle, option, value) == CURLE_OK
    }

    func set(_ option: CURLoption, _ text: String) -> Bool {
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

/// Texts in a list that curl reads.
@safe final class CurlList {
    let list: UnsafeMutablePointer<curl_slist>?

    /// - Returns: nil when there is no memory.
    init?(_ texts: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for text in texts {
            // because curl copies the text and gives the list's new first element.
            guard let longer = unsafe curl_slist_append(list, text) else {
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

/// Names whose addresses are given rather than asked for.
typealias ResolvedNames = CurlList

/// Opens the socket to an address that the endpoint may lead to.
private let openSocket: tillwatch_open = { context, _, address in
    // because the pointers are the one of `configure`, of an object that lives as long as its handle, and an address that
    // lives for the time of the call.
    guard let context = unsafe context, let address = unsafe address else { return tillwatch_no_socket() }
    let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
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
