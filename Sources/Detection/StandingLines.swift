import Purchases

/// The versions of every key.
struct StandingLines: Sendable {
    private var ids: [ExactText: Int] = [:]
    private var versions: [LineVersions] = []

    /// Lent, not copied: versions are large, and read for every line of a receipt.
    subscript(id: Int) -> LineVersions { _read { yield versions[id] } }

    /// The receipt of a key, and the stamp of what stands under it.
    func place(of id: Int) -> (receipt: Int, stamp: Int) { (versions[id].receipt, versions[id].stamp) }

    var count: Int { versions.count }

    func id(of key: ExactText) -> Int? { ids[key] }

    /// Adds an accepted version.
    ///
    /// - Parameter receipt: the index of its receipt.
    /// - Returns: the index of its key, whether the key is new, and whether something else stands now.
    mutating func add(_ version: JournalledLine, receipt: Int) -> (id: Int, isNew: Bool, changed: Bool) {
        if let id = ids[version.line.key.text] {
            return (id, false, versions[id].add(version))
        }
        let id = versions.count
        ids[version.line.key.text] = id
        versions.append(LineVersions(version, receipt: receipt))
        return (id, true, true)
    }
}
