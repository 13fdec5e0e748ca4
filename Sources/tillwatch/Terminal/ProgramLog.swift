import Logging

/// Log lines: to standard error, with their time.
enum ProgramLog {
    /// Of what beside its results has nothing to say but warnings and worse.
    static func logger(_ label: String) -> Logger {
        var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        return logger
    }

    /// Of a service, which says what it does.
    static func service(_ label: String) -> Logger {
        var logger = logger(label)
        logger.logLevel = .info
        return logger
    }
}
