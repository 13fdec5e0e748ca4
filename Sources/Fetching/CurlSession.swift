import CCurl
import Spool

/// One easy handle, used for one transfer after another, with the connections that it keeps open. Used by one thread.
@safe final class CurlSession {
    private let handle: UnsafeMutableRawPointer
    private let plan: PullPlan
    private let credentials: Credentials
    private let isStopping: @Sendable () -> Bool

    /// Once for the process, before the first handle.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(_ plan: PullPlan, isStopping: @escaping @Sendable () -> Bool) throws(FetchError) {
        self.plan = plan
        self.isStopping = isStopping
        credentials = try Credentials(plan)
        // because curl's handle is a pointer; this object owns it.
        guard Self.isReady, let handle = unsafe curl_easy_init() else {
            throw FetchError(.failed, "curl cannot be started", at: plan.address.shown, isPassing: true)
        }
        unsafe self.handle = handle
        tillwatch_block_sigpipe()
    }

    deinit {
        // because the handle is this object's, and no transfer runs.
        unsafe curl_easy_cleanup(handle)
    }

    /// Runs one transfer to its end. Blocks.
    ///
    /// - Parameter receive: takes what arrives of the body; false ends the transfer.
    /// - Throws: `FetchError` where it could not even be prepared.
    func perform(
        _ request: TransferRequest,
        receive: @escaping (TransferState, [UInt8]) -> Bool = { _, _ in true }
    ) throws(FetchError) -> TransferAnswer {
        let state = TransferState(bodyMax: request.bodyMax, isStopping: isStopping, receive: receive)
        let headers = CurlList(request.headers)
        let commands = CurlList(request.commands)
        // because the handle is this object's; its connections stay open.
        unsafe curl_easy_reset(handle)
        guard configure(request), authenticate(), connect(state), set(CURLOPT_HTTPHEADER, headers),
            set(CURLOPT_QUOTE, commands)
        else {
            throw FetchError(
                .failed, "curl cannot prepare a transfer", at: plan.address.shown, isPassing: true)
        }
        // because state and lists live until after the call.
        let code = withExtendedLifetime((state, headers, commands)) { unsafe curl_easy_perform(handle) }
        // because the handle is this object's.
        let modified = unsafe tillwatch_get_offset(handle, CURLINFO_FILETIME_T)
        return TransferAnswer(
            code: code, status: state.status, headers: state.headers,
            modified: modified < 0 ? nil : Int64(modified),
            hostKey: state.hostKey, isTooLarge: state.isTooLarge || code == CURLE_FILESIZE_EXCEEDED)
    }

    private func configure(_ request: TransferRequest) -> Bool {
        let way = plan.address.way
        let scheme = way == .ftpes ? "ftp" : way.rawValue
        var all = set(CURLOPT_URL, request.url) && set(CURLOPT_PROTOCOLS_STR, scheme)
        // Only HTTPS follows, and only within itself; curl gives credentials to no other host.
        all = all && set(CURLOPT_REDIR_PROTOCOLS_STR, scheme)
        all = all && set(CURLOPT_FOLLOWLOCATION, way == .https ? 1 : 0) && set(CURLOPT_MAXREDIRS, 3)
        // An empty text: no proxy, whatever the environment says.
        all = all && set(CURLOPT_PROXY, "") && set(CURLOPT_USERAGENT, "tillwatch") && set(CURLOPT_NETRC, 0)
        all = all && set(CURLOPT_SSL_VERIFYPEER, 1) && set(CURLOPT_SSL_VERIFYHOST, 2)
        all = all && set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        all = all && set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = plan.authorities { all = all && set(CURLOPT_CAINFO, file) }
        all = all && set(CURLOPT_NOSIGNAL, 1) && set(CURLOPT_TCP_KEEPALIVE, 1)
        all = all && set(CURLOPT_CONNECTTIMEOUT, Int(plan.timeout))
        all = all && set(CURLOPT_LOW_SPEED_LIMIT, 1) && set(CURLOPT_LOW_SPEED_TIME, Int(plan.timeout))
        all = all && set(CURLOPT_SERVER_RESPONSE_TIMEOUT, Int(plan.timeout))
        all = all && set(CURLOPT_FILETIME, 1) && set(CURLOPT_NOBODY, request.hasBody ? 0 : 1)
        // Paths stay what they are, so that commands and transfers mean the same files.
        all = all && set(CURLOPT_FTP_FILEMETHOD, Int(CURLFTPMETHOD_NOCWD.rawValue))
        if let range = request.range { all = all && set(CURLOPT_RANGE, range) }
        // because the handle is this object's, and alive.
        return unsafe all
            && tillwatch_set_offset(handle, CURLOPT_RESUME_FROM_LARGE, curl_off_t(request.resumeFrom))
                == CURLE_OK
            && tillwatch_set_offset(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(plan.fileMax)) == CURLE_OK
    }

    private func authenticate() -> Bool {
        var all = true
        if let user = credentials.user { all = all && set(CURLOPT_USERNAME, user) }
        if let password = credentials.password { all = all && set(CURLOPT_PASSWORD, password) }
        if plan.address.way == .https {
            if let token = credentials.token {
                all =
                    all && set(CURLOPT_XOAUTH2_BEARER, token)
                    && set(CURLOPT_HTTPAUTH, Int(tillwatch_auth_bearer()))
            } else if credentials.user != nil {
                all = all && set(CURLOPT_HTTPAUTH, Int(tillwatch_auth_basic()))
            }
        }
        if plan.address.way == .sftp {
            all = all && set(CURLOPT_SSH_KNOWNHOSTS, plan.knownHosts ?? "/dev/null")
            let ways = credentials.key == nil ? tillwatch_ssh_password() : Int(CURLSSH_AUTH_PUBLICKEY)
            all = all && set(CURLOPT_SSH_AUTH_TYPES, ways)
            if let key = credentials.key { all = all && set(CURLOPT_SSH_PRIVATE_KEYFILE, key) }
            if let passphrase = credentials.passphrase { all = all && set(CURLOPT_KEYPASSWD, passphrase) }
        }
        return all
    }

    private func connect(_ state: TransferState) -> Bool {
        // because curl only passes this pointer back, while `perform` keeps the object.
        let context = unsafe Unmanaged.passUnretained(state).toOpaque()
        // because the functions have the types that curl calls.
        return unsafe set(CURLOPT_NOPROGRESS, 0)
            && tillwatch_set_receive(handle, CURLOPT_WRITEFUNCTION, receiveBytes) == CURLE_OK
            && tillwatch_set_pointer(handle, CURLOPT_WRITEDATA, context) == CURLE_OK
            && tillwatch_set_receive(handle, CURLOPT_HEADERFUNCTION, receiveHeaderLine) == CURLE_OK
            && tillwatch_set_pointer(handle, CURLOPT_HEADERDATA, context) == CURLE_OK
            && tillwatch_set_progress(handle, reportProgress) == CURLE_OK
            && tillwatch_set_pointer(handle, CURLOPT_XFERINFODATA, context) == CURLE_OK
            && tillwatch_set_host_key(handle, judgeHostKey) == CURLE_OK
            && tillwatch_set_pointer(handle, CURLOPT_SSH_KEYDATA, context) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        // because the handle is this object's, and alive.
        unsafe tillwatch_set_long(handle, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ text: String) -> Bool {
        // because the handle is this object's, and curl copies the text.
        unsafe tillwatch_set_text(handle, option, text) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ list: CurlList) -> Bool {
        // because the handle is this object's, and `perform` keeps the list.
        unsafe list.isWhole && tillwatch_set_list(handle, option, list.list) == CURLE_OK
    }
}

/// A list of texts that curl reads.
@safe final class CurlList {
    private(set) var list: UnsafeMutablePointer<curl_slist>?
    /// False when there was no memory.
    private(set) var isWhole = true

    init(_ texts: [String]) {
        for text in texts {
            // because curl copies the text and gives the list's new first element.
            guard let longer = unsafe curl_slist_append(list, text) else {
                isWhole = false
                return
            }
            unsafe list = longer
        }
    }

    deinit {
        // because the list is this object's.
        unsafe curl_slist_free_all(list)
    }
}
