import Rules

/// The versions that judge, as logs and answers name them.
package struct PackNames: Sendable, Hashable {
    /// By id and `from`.
    package var live: [String]
    package var shadow: [String]
    /// The catalogue's version.
    package var catalogue: String

    init(_ versions: (live: [Pack], shadow: [Pack]), catalogue: String) {
        live = versions.live.map(\.versionText)
        shadow = versions.shadow.map(\.versionText)
        self.catalogue = catalogue
    }
}
