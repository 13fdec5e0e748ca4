import Logging

/// Log lines of the program's services: to standard error, warnings and worse.
enum ProgramLog {
    static func logger(_ label: String) -> Logger {
        var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        return logger
    }
}
