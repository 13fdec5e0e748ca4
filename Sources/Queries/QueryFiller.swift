import Foundation
import Spool

/// Reads new rows of a database by a query, and puts them into a spool folder as CSV files, one after another: the next one
/// when the last one was read and committed.
package struct QueryFiller: SpoolFiller {
    private let plan: QueryPlan

    package init(plan: QueryPlan) { self.plan = plan }

    package func fill(
        _ spool: SpoolFolder, isStopping: @escaping @Sendable () -> Bool
    ) throws(FetchError) -> SpoolFilling {
        let kept = spool.state(QueryMemory.self)
        if let kept, spool.holds(kept.fileName) || spool.holds(kept.nextName) { return .waiting }
        var memory = QueryMemory.going(on: kept, with: plan)
        if let kept, kept.question == memory.question, spool.wasRefused(kept.fileName) {
            memory.goBack()
            try spool.keep(memory)
            throw QueryProblem.refused(spool.failed + "/" + kept.fileName, at: plan.shown)
        }
        let name = memory.nextName
        let file = try RowFile(spool.partPath(name))
        guard let piece = try export(after: memory.last, into: file, isStopping: isStopping) else {
            spool.dropPart(name)
            return .complete
        }
        let content = try file.digest()
        guard content != memory.content else {
            spool.dropPart(name)
            return .complete
        }
        guard try spool.put(name) else { return .waiting }
        memory.put(upTo: piece.reached, content: content)
        try spool.keep(memory)
        return piece.isLast ? .complete : .waiting
    }

    /// - Returns: nil where there are no rows, or it is to stop.
    private func export(
        after last: Watermark?, into file: RowFile, isStopping: @escaping @Sendable () -> Bool
    ) throws(FetchError) -> QueryPiece? {
        switch plan.database {
        case .postgres(let connection, let passwordFile):
            let session = try PostgresSession(connection, passwordFile, plan, isStopping: isStopping)
            return try PostgresExport(plan: plan, session: session).run(after: last, into: file)
        case .sqlite(let path):
            return try SQLiteExport(plan: plan, path: path, isStopping: isStopping).run(
                after: last, into: file)
        }
    }
}

/// How far one file reaches.
struct QueryPiece: Sendable, Hashable {
    var reached: Watermark
    /// Whether there was nothing beyond it.
    var isLast: Bool
}
