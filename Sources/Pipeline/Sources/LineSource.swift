import Catalogue
import Feeds
import Journal
import Purchases

/// Where the service's lines come from. Used by one thread; no call blocks for longer than the disk does.
package protocol LineSource: AnyObject {
    /// What a wait for more can poll; nil where nothing tells.
    var descriptor: Int32? { get }

    /// After how many milliseconds at most the source is asked again, whatever its descriptor tells; -1 is never.
    var patience: Int32 { get }

    /// Reads what is there, at most about so many watched lines.
    func next(into batch: inout DecodedBatch, lines: Int) throws -> SourceStep

    /// Which times are accepted of its lines, where they were not read before.
    var window: AcceptanceWindow { get }

    /// Is told that what the last batch held is committed, before it is asked for the next one.
    func committed()

    /// Is told that it is not asked any more.
    func end()

    /// Screens by other products from the next record on.
    func screen(by screen: WatchedProducts, _ catalogue: ProductCatalogue)

    /// What the source looks like before a place, so that another one of its name is told from it later.
    func mark(before place: SourcePosition) -> [UInt8]?
}

/// What one look at a source came to.
package enum SourceStep: Sendable, Hashable {
    /// The batch holds something.
    case batch
    /// Nothing is there yet.
    case nothingYet
    /// Nothing will come any more.
    case ended
}

extension LineSource {
    package func committed() {}
    package func end() {}
}
