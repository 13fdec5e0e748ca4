/// Fetches from somewhere else, and puts what it fetched into a spool folder as whole files.
///
/// Used by one thread, which may wait for it. Whatever must be known the next time, also after a kill at any moment,
/// stands in the spool's state, or is found by looking.
package protocol SpoolFiller: Sendable {
    /// Fetches what is new. Blocks; returns soon after `isStopping` says so, at the latest within a second.
    ///
    /// Files are put there whole (`SpoolFolder.put`), as long as there is room for them (`SpoolFolder.hasRoom`). One that
    /// was put was read and committed once it is not `SpoolFolder.holds` any more.
    ///
    /// - Throws: why it could not go on. What was put before that counts.
    func fill(_ spool: SpoolFolder, isStopping: @escaping @Sendable () -> Bool) throws(FetchError)
        -> SpoolFilling
}

/// How far a filler came.
package enum SpoolFilling: Sendable, Hashable {
    /// Nothing is left to be done until the schedule says so.
    case complete
    /// It goes on once what it put there was read: the spool is full, or something is to be done after the commit.
    case waiting
}
