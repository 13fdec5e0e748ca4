import CCurl
import Foundation
import Spool

/// A folder on another machine, as one look at it goes: lists, fetches, deletes and moves. Blocks; used by one thread.
struct RemoteFolder {
    let plan: PullPlan
    let session: CurlSession

    /// - Throws: `FetchError` where it cannot be listed.
    func list() throws(FetchError) -> RemoteListing {
        var bytes: [UInt8] = []
        let request = TransferRequest(url: plan.address.url, bodyMax: RemoteListing.bytesMax)
        let answer = try session.perform(request) {
            bytes += $1
            return true
        }
        guard !answer.isTooLarge else {
            throw FetchProblem.tooLarge(RemoteListing.bytesMax, at: plan.address.shown)
        }
        // Some servers say of an empty folder that it holds no such file.
        if answer.code == CURLE_FTP_COULDNT_RETR_FILE { return RemoteListing([]) }
        try check(answer, at: plan.address.shown)
        let listing = RemoteListing(bytes)
        guard !listing.entries.isEmpty || listing.strange == 0 else {
            throw FetchError(
                .failed, "the server lists its files in a form that is not known", at: plan.address.shown,
                hint: "have it list as `ls -l` does", isPassing: false)
        }
        return listing
    }

    /// When a file was last changed, in seconds by the server's clock; nil where it does not tell.
    func modified(_ name: String) throws(FetchError) -> Int64? {
        let answer = try session.perform(
            TransferRequest(url: plan.address.file(name), hasBody: false, bodyMax: 64 << 10))
        try check(answer, at: place(name))
        return answer.modified
    }

    /// Fetches what a part lacks of a file of this size.
    ///
    /// - Returns: false when the remote file is another one by now.
    func fetch(_ entry: RemoteListing.Entry, into part: PartFile, at path: String) throws(FetchError) -> Bool
    {
        if part.size > entry.size, !part.empty() { throw PartFile.problem(path) }
        guard part.size < entry.size else { return true }
        var isUnwritten: FetchError?
        let request = TransferRequest(
            url: plan.address.file(entry.name), resumeFrom: part.size, bodyMax: entry.size - part.size)
        let answer = try session.perform(request) {
            if part.write($1) { return true }
            isUnwritten = PartFile.problem(path)
            return false
        }
        if let isUnwritten { throw isUnwritten }
        if answer.isTooLarge { return false }
        try check(answer, at: place(entry.name))
        return part.size == entry.size
    }

    /// Deletes or moves a file whose lines are committed, and takes its marker away.
    func settle(_ name: String) throws(FetchError) {
        let path = base + name
        let isSSH = plan.address.way == .sftp
        var commands: [String]
        switch plan.done {
        case .keep: return
        case .delete: commands = [isSSH ? "rm \(quoted(path))" : "DELE \(path)"]
        case .move(let folder):
            let target = (folder.hasPrefix("/") ? folder : base + folder) + "/" + name
            commands =
                isSSH ? ["rename \(quoted(path)) \(quoted(target))"] : ["RNFR \(path)", "RNTO \(target)"]
        }
        if case .marker(let ending) = plan.ready {
            // The star: it may be gone already.
            commands.append(isSSH ? "*rm \(quoted(path + ending))" : "*DELE \(path + ending)")
        }
        let answer = try session.perform(
            TransferRequest(url: plan.address.url, commands: commands, hasBody: false, bodyMax: 64 << 10))
        guard answer.code != CURLE_QUOTE_ERROR else {
            throw FetchError(
                .unsettled, "the file was read, and cannot be deleted or moved there", at: place(name),
                hint: "let the user write in that folder, make the one to move to, or write `done: keep`",
                isPassing: true)
        }
        try check(answer, at: place(name))
    }

    func place(_ name: String) -> String {
        plan.address.shown + (plan.address.shown.hasSuffix("/") ? "" : "/") + name
    }

    private func check(_ answer: TransferAnswer, at place: String) throws(FetchError) {
        guard answer.code != CURLE_OK else { return }
        throw FetchProblem.error(answer.code, at: place, way: plan.address.way, hostKey: answer.hostKey)
    }

    /// The folder's path as commands name it: absolute over SFTP but for `/~/`, from where the login leads over FTP.
    private var base: String {
        let path = plan.address.path
        if plan.address.way == .sftp { return path.hasPrefix("/~/") ? String(path.dropFirst(3)) : path }
        return String(path.dropFirst())
    }

    private func quoted(_ path: String) -> String {
        "\"" + path.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) } + "\""
    }
}
