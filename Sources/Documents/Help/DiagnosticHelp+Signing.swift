extension DiagnosticHelp {
    static let signing: [DiagnosticHelp] = [
        .init(
            "S001", "get the bundle again from whoever made it",
            .told("A bundle in which one character was changed.")),
        .init(
            "S002", "get the signed bundle from whoever owns the pack",
            .told("`signature: required` under `pack`, and the pack as a plain file.")),
        .init(
            "S003", "name a trust file with `--trust`",
            .told("A signed bundle whose pack asks for it, and no `--trust`.")),
        .init(
            "S004", "get the bundle again, and ask its signer",
            .told("A signed bundle that was changed after it was signed.")),
        .init(
            "S005", "add the signer's public key to the trust file, if you have it from the signer",
            .told("A bundle signed by a key that the trust file does not have.")),
        .init(
            "S006", "add the pack to the key's `packs`, if it may sign it",
            .told("`packs: [other]` beside the key in the trust file.")),
        .init(
            "S007", "ask the signer for a bundle signed with a key of today",
            .told("`to: 2026-01-01` beside the key in the trust file, and a later day.")),
        .init(
            "S008", "name a trust file with `--trust`",
            .told("A signed bundle whose pack does not ask for it, and no `--trust`.")),
        .init(
            "S009", "copy the public key as `tillwatch key new --signing` printed it",
            .told("`key: secret` in a trust file.")),
        .init(
            "S010", "write the SHA-256 of the key: 64 hex digits in lower case",
            .pack("pack: {id: example, version: \"1\", confidential: {endpoints: [police], reveal: my key}}")),
    ]

    static let configurations: [DiagnosticHelp] = [
        .init(
            "G001", "write the whole address, as in `https://example.org/alerts`",
            .configuration("delivery: {url: \"ftp://example.org/alerts\", secret_file: secret}")),
        .init(
            "G002", "make one with `tillwatch key new --webhook`",
            .configuration("delivery: {url: \"https://example.org/alerts\", secret_file: nowhere}")),
        .init("G003", "make one with `tillwatch key new`", .configuration("token_key_file: nowhere")),
        .init(
            "G004", "write a shorter path",
            .configuration("control: " + String(repeating: "sockets/", count: 13))),
        .init(
            "G005", "name an ordinary file that may be read, or `-`", .configuration("source: yesterday.csv")),
        .init(
            "G006", "take `follow` out, or name a file", .configuration("source: {file: \"-\", follow: true}")
        ),
        .init(
            "G007", "write one key that tells where the lines come from, such as `file` or `folder`",
            .configuration("source: {follow: true}")),
        .init(
            "G008", "give each source a `name` of its own",
            .configuration("sources: [{file: \"-\"}, {file: \"-\"}]")),
        .init(
            "G009", "write HOST:PORT, as in `127.0.0.1:8089`", .configuration("source: {listen: here}")),
        .init(
            "G010", "add `tokens_file` and `tls`, or listen at 127.0.0.1",
            .configuration("source: {listen: \"0.0.0.0:8089\"}")),
        .init(
            "G011", "write the address of a file by https, or of a folder by sftp, ftps or ftpes",
            .configuration("source: {name: office, pull: \"http://example.org/sales.csv\"}")),
        .init(
            "G012", "name files with the keys that the way in asks for",
            .configuration(
                "source: {name: office, pull: \"sftp://example.org/sales/\", user: shop, key: nowhere}")),
        .init(
            "G013", "write one query that reads, and a connection string as libpq reads it",
            .configuration("source: {name: base, postgres: \"dbname=sales\", query: \";\", watermark: id}")),
        .init(
            "G014", "write `password_file`, and `sslmode=verify-full` for another machine",
            .configuration(
                "source: {name: base, postgres: \"host=example.org dbname=sales\", query: SELECT 1, watermark: id}"
            )),
        .init(
            "G015", "move the endpoint of `delivery` into `endpoints`, under the name `default`",
            .configuration(
                """
                delivery: {url: "https://example.org/alerts", secret_file: secret}
                endpoints: {police: {url: "https://example.org/police", secret_file: secret}}
                """)),
        .init(
            "G016", "ask for what an alert shows, such as `list`, `substance`, `mass` or `store`",
            .configuration(
                "endpoints: {police: {url: \"https://example.org/alerts\", secret_file: secret, gets: {where: {weekday: sun}}}}"
            )),
        .init(
            "G017", "name packs and levels that are configured, and let one endpoint be the `fallback`",
            .configuration(
                "endpoints: {police: {url: \"https://example.org/alerts\", secret_file: secret, fallback: true, gets: {packs: a}}}"
            )),
        .init(
            "G018", "write one of `url`, `mail`, `file`, `folder` and `stdout`, and what goes with it",
            .configuration("endpoints: {archive: {file: alerts.ndjson, folder: alerts}}")),
    ]
}
