import CCurl
import Foundation
import Spool

/// Pulls one file over HTTPS, whenever its content is another one.
package struct WebFiller: SpoolFiller {
    private let plan: PullPlan

    package init(plan: PullPlan) { self.plan = plan }

    private var name: String { SpoolFolder.fileName(plan.address.fileName) ?? "file" }
    private var place: String { plan.address.shown }

    package func fill(
        _ spool: SpoolFolder, isStopping: @escaping @Sendable () -> Bool
    ) throws(FetchError) -> SpoolFilling {
        // One content is read before the next one comes.
        guard !spool.holds(name) else { return .waiting }
        let session = try CurlSession(plan, isStopping: isStopping)
        var memory = spool.state(WebMemory.self) ?? WebMemory(url: plan.address.url)
        let boot = BootMark.current()
        if memory.url != plan.address.url { memory = WebMemory(url: plan.address.url) }
        if memory.part?.validator == nil || memory.boot != boot { spool.dropPart(name) }
        memory.boot = boot
        // A server that knows no rest is asked once more.
        for _ in 0..<2 {
            let download = try Download(spool, name, memory, place)
            let answer = try session.perform(download.request(plan)) { download.receive($0, $1) }
            memory = download.memory
            if try finish(download, answer, spool, isStopping) { return .complete }
            spool.dropPart(name)
        }
        throw FetchError(
            .failed, "the server answers a request for the whole file with a part", at: place, isPassing: true
        )
    }

    /// - Returns: false when the whole is to be asked for.
    private func finish(
        _ download: Download, _ answer: TransferAnswer, _ spool: SpoolFolder, _ isStopping: () -> Bool
    ) throws(FetchError) -> Bool {
        if let error = download.error { throw error }
        if isStopping() { return true }
        if answer.isTooLarge {
            spool.dropPart(name)
            throw FetchProblem.tooLarge(plan.fileMax, at: place)
        }
        let meaning = download.meaning(answer)
        // What an answer means counts, whatever became of a body that nobody wants.
        switch meaning {
        case .again: return false
        case .refused(let status) where status > 0: throw FetchProblem.status(status, at: place)
        default: break
        }
        guard answer.code == CURLE_OK else {
            throw FetchProblem.error(answer.code, at: place, way: .https, hostKey: .unasked)
        }
        switch meaning {
        case .unchanged:
            spool.dropPart(name)
            return true
        case .refused(let status): throw FetchProblem.status(status, at: place)
        default: break
        }
        if !download.hasBegun { try download.begin(answer.headers) }
        var memory = download.memory
        memory.kept = memory.part
        memory.part = nil
        guard try spool.put(name) else { return true }
        try spool.keep(memory)
        return true
    }
}

/// One answer on its way into a part file. Used by one thread.
private final class Download {
    private let spool: SpoolFolder
    private let part: PartFile
    private let partPath: String
    private let place: String
    /// Bytes beyond which the rest is asked for.
    private let arrived: Int64
    private let question: (headers: [String], range: String?)
    private(set) var memory: WebMemory
    private(set) var hasBegun = false
    private(set) var error: FetchError?

    init(_ spool: SpoolFolder, _ name: String, _ memory: WebMemory, _ place: String) throws(FetchError) {
        self.spool = spool
        self.memory = memory
        self.place = place
        partPath = spool.partPath(name)
        part = try PartFile(partPath)
        question = memory.question(arrived: part.size)
        arrived = question.range == nil ? 0 : part.size
    }

    func request(_ plan: PullPlan) -> TransferRequest {
        TransferRequest(
            url: plan.address.url, headers: question.headers, range: question.range,
            bodyMax: plan.fileMax - arrived)
    }

    func meaning(_ answer: TransferAnswer) -> WebMemory.Meaning {
        memory.meaning(status: answer.status, headers: answer.headers, arrived: arrived)
    }

    func receive(_ state: TransferState, _ bytes: [UInt8]) -> Bool {
        do throws(FetchError) {
            if !hasBegun {
                switch memory.meaning(status: state.status, headers: state.headers, arrived: arrived) {
                case .rest: hasBegun = true
                case .whole: try begin(state.headers)
                // A page about an error; the transfer ends when it grows long.
                case .unchanged, .again, .refused: return state.received <= 64 << 10
                }
            }
            guard part.write(bytes) else { throw PartFile.problem(partPath) }
            return true
        } catch {
            self.error = error
            return false
        }
    }

    /// Begins the whole anew. The part is empty before its version is kept, so that no two contents are ever joined.
    func begin(_ headers: [String: String]) throws(FetchError) {
        guard part.empty() else { throw PartFile.problem(partPath) }
        memory.part = WebMemory.Version(headers)
        try spool.keep(memory)
        hasBegun = true
    }
}
