import Documents

/// A bundle as it lies on the disk, signed or not.
package struct BundleFile: Sendable {
    /// What the name of every bundle ends in; any other file is read as a pack.
    package static let suffix = ".bundle"

    package var bundle: PackBundle
    /// Nil when nobody signed it.
    package var envelope: SignedBundle?

    package static func isNamed(_ path: String) -> Bool { path.hasSuffix(suffix) }

    /// Reads a bundle. Blocks.
    ///
    /// - Throws: the diagnostic that says what is wrong with the file.
    package static func read(_ path: String) throws(Diagnostic) -> BundleFile {
        let bytes: [UInt8]
        do {
            bytes = try DocumentFile.read(path, sizeMax: PackBundle.sizeMax * 3 / 2)
        } catch {
            throw error.diagnostic(file: path)
        }
        let envelope = SignedBundle(bytes)
        guard let bundle = PackBundle(envelope?.payload ?? bytes, path: path) else {
            throw Diagnostic(
                code: DiagnosticCode.bundleUnreadable.id, file: path,
                message: "this is no bundle, or it was changed since it was written",
                help: "get it again from whoever made it; `tillwatch rules bundle` makes one")
        }
        return BundleFile(bundle: bundle, envelope: envelope)
    }

    /// The bytes that a signature is over.
    package func payload() throws -> [UInt8] { try envelope?.payload ?? bundle.bytes() }
}
