extension DiagnosticCode {
    /// Codes of the configuration of `tillwatch run`, and of what it brings together (`G…`).
    package static let configurations: [DiagnosticCode] = [
        badAddress, secretMissing, tokenKeyUnusable, socketTooLong, sourceNotReadable, followedStream,
        sourceKind, sourceTwice, badListen, openToAll, badPull, pullAccess, badQuery, queryAccess,
        endpointTwice, notShown, routeUnclear, endpointKind,
    ]

    package static let badAddress = DiagnosticCode(
        "G001", "not an endpoint",
        "Where alerts go is a URL in full, by http or https, without name and password.")
    package static let secretMissing = DiagnosticCode(
        "G002", "secret unusable", "The file of the webhook secret cannot be read, or holds none.")
    package static let tokenKeyUnusable = DiagnosticCode(
        "G003", "token key unusable",
        "The token key cannot be read, or is no 64 hex digits; a service needs one.")
    package static let socketTooLong = DiagnosticCode(
        "G004", "control path too long",
        "The path of a socket has at most 100 bytes; the system takes no more.")
    package static let sourceNotReadable = DiagnosticCode(
        "G005", "source not readable",
        "The source is no ordinary file that may be read, nor `-`, standard input.")
    package static let followedStream = DiagnosticCode(
        "G006", "standard input followed",
        "`follow` is for files: standard input is read until it is closed anyway.")
    package static let sourceKind = DiagnosticCode(
        "G007", "not a source",
        "A source says with one key where its lines come from: `file`, `folder` and others.")
    package static let sourceTwice = DiagnosticCode(
        "G008", "source twice",
        "Each source has a name of its own; without `name` it is its file or folder.")
    package static let badListen = DiagnosticCode(
        "G009", "not an address to listen at",
        "A source that is sent lines listens at HOST:PORT, with tokens and certificates that can be read.")
    package static let openToAll = DiagnosticCode(
        "G010", "open to everybody",
        "A source that listens beyond this machine asks who sends, and keeps what is sent from being read on the way."
    )
    package static let badPull = DiagnosticCode(
        "G011", "not an address to pull from",
        "Files are pulled from an address by https, sftp, ftps or ftpes, without name and password; the source has a name."
    )
    package static let pullAccess = DiagnosticCode(
        "G012", "way in incomplete",
        "A source that pulls names what its way in asks for, by files that can be read: a key or password, and for sftp the keys of known hosts."
    )
    package static let badQuery = DiagnosticCode(
        "G013", "not a query to read by",
        "A source that is a database names it as libpq reads it, and has one query, in `query` or `query_file`."
    )
    package static let queryAccess = DiagnosticCode(
        "G014", "way to the database not safe",
        "No password stands in a connection string, and another machine's certificate is checked: sslmode=verify-full."
    )
    package static let endpointTwice = DiagnosticCode(
        "G015", "endpoint twice",
        "Alerts go to one `delivery` or to named `endpoints`, and each endpoint has a name of its own.")
    package static let notShown = DiagnosticCode(
        "G016", "not shown by an alert",
        "What an endpoint gets is asked of what alerts show of their purchases; some fields stay in the journal."
    )
    package static let routeUnclear = DiagnosticCode(
        "G017", "not a route",
        "What an endpoint gets names packs and levels that there are; some endpoint gets whatever is left.")
    package static let endpointKind = DiagnosticCode(
        "G018", "not a kind of endpoint",
        "An endpoint says with one key where events go: `url`, `mail`, `file`, `folder` or `stdout`; other keys go with some of them."
    )
}
