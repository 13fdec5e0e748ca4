import ArgumentParser
import Foundation

/// Turns whatever ended a command into its message and its exit code (`docs/FORMATS.md` 2).
enum Ending {
    static let failOn: Int32 = 3
    static let interrupted: Int32 = 130

    static func leave(with error: any Error) -> Never {
        switch error {
        case let failure as Failure:
            Console.message(failure.text)
            exit(failure.status.rawValue)
        case let code as ExitCode:
            exit(code.rawValue)
        default:
            leave(withParsing: error)
        }
    }

    /// Help and version go to standard output with 0; arguments that cannot be used end with 2.
    private static func leave(withParsing error: any Error) -> Never {
        let code = Tillwatch.exitCode(for: error)
        if code == .success {
            try? Console.output(Tillwatch.fullMessage(for: error) + "\n")
            exit(0)
        }
        if code == .validationFailure {
            Console.message(Tillwatch.fullMessage(for: error))
            exit(Failure.Status.unusable.rawValue)
        }
        Console.message(Failure("FAILED", "\(error)").text)
        exit(Failure.Status.failed.rawValue)
    }
}
