import ArgumentParser
import Documents
import Foundation
import Pipeline
import Purchases
import Rules

/// `--trust`, the same for every command that loads packs.
struct TrustOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Whose signatures under packs to trust: a trust file, or a folder of them.", valueName: "file"))
    var trust: String?

    /// The signers that are trusted today; nil without `--trust`.
    ///
    /// - Throws: a `DiagnosticReport` when the file cannot be used.
    func store() throws -> TrustStore? {
        guard let trust else { return nil }
        let (store, diagnostics) = TrustStoreReader.load(path: trust, today: .today)
        guard let store else { throw DiagnosticReport(diagnostics) }
        return store
    }
}

extension LocalDay {
    /// By this machine's clock, in UTC.
    static var today: LocalDay {
        LocalDay(containing: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}
