import Delivery
import Documents
import Fetching
import Foundation
import Journal
import Pipeline
import Queries
import TestSupport
import Testing
import Webhooks

struct RunConfigTests {
    private static let right = """
        packs: [packs/a.yaml, /b.yaml]
        shadow: []
        catalogue: c.csv
        feed: f.yaml
        source: "-"
        journal: j
        """

    private func read(_ text: String, at path: String = "etc/t.yaml") -> (RunConfig?, [String]) {
        let (config, found) = RunConfigReader.read(path: path, bytes: Array(text.utf8))
        return (config, found.map { "\($0.code) \($0.line):\($0.column)" })
    }

    @Test func pathsCountFromTheFile() throws {
        let config = try #require(read(Self.right).0)
        #expect(config.packs == ["etc/packs/a.yaml", "/b.yaml"])
        #expect(config.shadow == [])
        #expect(config.journal == "etc/j")
        #expect(config.control == "etc/j-control")
        #expect(config.sources == [.init(name: "-", feed: "etc/f.yaml", kind: .file("-", follow: false))])
        #expect(config.batchLines == 1000)
        #expect(config.delivery == nil)
        #expect(read(Self.right, at: "t.yaml").0?.journal == "j")
    }

    @Test func everythingThatIsWrongIsToldInOneGo() {
        let text = """
            packs: []
            shaddow: [x]
            catalogue:
            feed: f.yaml
            source: {file: "-", follow: true}
            journal: j
            installation: a b
            batch_lines: 0
            control: \(String(repeating: "x", count: 101))
            delivery: {url: "ftp://x/", secret_file: /nowhere/s, timeout: 2d}
            """
        let (config, found) = read(text)
        #expect(config == nil)
        #expect(
            found == [
                "D023 1:8", "D020 2:1", "D023 3:11", "G006 5:29", "D030 7:15", "D025 8:14", "G004 9:10",
                "G001 10:17", "G002 10:42", "D025 10:63",
            ])
    }

    @Test func eachKindOfEndpointIsReadByItsKey() throws {
        func kinds(_ text: String) -> (RunConfig?, [String]) { read(Self.right + "\nendpoints: {\(text)}") }
        let mail =
            "mail: {server: \"smtp://mail.example.org\", from: a@shop.org, to: [b@shop.org, c@shop.org], language: de}"
        let (config, found) = kinds(
            "a: {\(mail)}, b: {file: x}, c: {folder: y, rotate: {bytes: 9, daily: false}}, d: {stdout: true}")
        #expect(found == [])
        let plan = MailPlan(
            server: "smtp://mail.example.org", from: "a@shop.org", to: ["b@shop.org", "c@shop.org"],
            language: .german)
        #expect(
            config?.endpoints.map(\.kind) == [
                .mail(plan), .written(.file("etc/x")),
                .written(.folder(FolderPlan(folder: "etc/y", bytesMax: 9, daily: false))),
                .written(.standardOutput),
            ])
        for text in [
            "a: {}", "a: {file: x, stdout: true}", "a: {file: x, batch: 5}", "a: {\(mail), rotate: {}}",
            "a: {stdout: true, secret_file: s}", "a: {folder: x, allow_private: true}", "a: {stdout: false}",
        ] {
            #expect(kinds(text).1.contains { $0.hasPrefix("G018 7:") }, "\(text)")
            #expect(kinds(text).1.count == (text.contains("secret_file") ? 2 : 1), "\(text)")
        }
        #expect(kinds("a: {file: x}, b: {file: x}").1.map { $0.prefix(4) } == ["G015"])
        #expect(kinds("a: {stdout: true}, b: {stdout: true}").1.map { $0.prefix(4) } == ["G015"])
        #expect(read(Self.right + "\ndelivery: {file: x}").0?.delivery?.kind == .written(.file("etc/x")))
    }

    @Test func endpointsAreReadByName() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let secret = folder.appending(path: "s").path
        try Data("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n".utf8).write(to: URL(fileURLWithPath: secret))
        let both = "url: \"https://example.org/\", secret_file: \(secret)"
        let (config, found) = read(
            Self.right + """

                endpoints:
                  police: {\(both), timeout: 5s}
                  desk: {\(both), feeds: true}
                health: {endpoint: {\(both)}}
                """)
        #expect(found == [])
        #expect(config?.deliveries.map(\.outbox) == ["police", "desk"])
        #expect(config?.deliveries.map(\.name) == ["police", "desk"])
        #expect(config?.deliveries.map(\.timeout) == [5, 60])
        #expect(config?.feedDeliveries.map(\.outbox) == ["health", "desk"])
        #expect(config?.routing.feedEndpoints == ["health", "desk"])
        let one = read(Self.right + "\ndelivery: {\(both), name: police}").0
        #expect(one?.deliveries.map(\.outbox) == ["default"])
        #expect(one?.routing.endpoints == ["default"])
        let twice = "\ndelivery: {\(both)}\nendpoints: {a: {\(both)}}"
        #expect(read(Self.right + twice).1 == ["G015 7:1"])
        let taken = "\nendpoints: {health: {\(both)}}\nhealth: {endpoint: {\(both)}}"
        #expect(read(Self.right + taken).1 == ["G015 7:13"])
        #expect(read(Self.right + "\nendpoints: {}").1 == ["D021 7:12"])
        func profile(_ text: String) -> (RunConfig?, [String]) {
            read(Self.right + "\nendpoints: {a: {\(both), \(text)}}")
        }
        #expect(profile("profile: store").0?.endpoints[0].disclosure == Disclosure.shipped["store"])
        #expect(
            profile("profile: {shows: [links], purchases_max: 5}").0?.endpoints[0].disclosure
                == Disclosure(shows: [.links], purchasesMax: 5))
        #expect(profile("profile: {shows: []}").0?.endpoints[0].disclosure == Disclosure(shows: []))
        #expect(profile("profile: anybody").1.map { $0.prefix(4) } == ["D027"])
        #expect(profile("profile: {shows: [names]}").1.map { $0.prefix(4) } == ["D027"])
        #expect(profile("pseudonym_key_file: none").1.map { $0.prefix(4) } == ["G003"])
        let codes = read(Self.right + "\nendpoints: {a b: {\(both)}, c: {}}").1.map { $0.prefix(4) }
        #expect(codes == ["D030", "G018"])
    }

    @Test func aTransportIsReadAndChecked() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let secret = folder.appending(path: "secret").path
        try Data("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n".utf8).write(to: URL(fileURLWithPath: secret))
        let pin = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        func endpoint(_ more: String, scheme: String = "https") -> (RunConfig?, [String]) {
            let head = "url: \"\(scheme)://example.org/\", secret_file: \(secret)"
            return read(Self.right + "\nendpoints: {a: {\(head), \(more)}}")
        }
        let tls = "tls: {ca: \(secret), certificate: \(secret), key: \(secret), pins: [\(pin)]}"
        let right = endpoint("\(tls), proxy: \"http://p:3128\", answer_within: 5s").0
        let taken = try #require(right?.endpoints.first)
        #expect(taken.transport.authorityFile == secret && taken.transport.pinnedKeys == [pin])
        #expect(taken.transport.certificateFile == secret && taken.transport.keyFile == secret)
        #expect(taken.transport.proxy == "http://p:3128" && taken.answerWithin == 5)
        #expect(throws: Never.self) { try taken.endpoint(userAgent: "test") }
        for (more, code) in [
            ("tls: {certificate: \(secret)}", "G001"), ("tls: {ca: /nowhere/ca.pem}", "G001"),
            ("tls: {pins: [sha256/x]}", "G001"), ("tls: {capath: x}", "D020"),
            ("proxy: \"socks5://p\"", "G001"), ("answer_within: 10min", "D025"),
        ] {
            #expect(endpoint(more).1.map { $0.prefix(4) } == [code[...]], "\(more)")
        }
        #expect(endpoint(tls, scheme: "http").1.map { $0.prefix(4) } == ["G001"])
    }

    @Test func whatIsMissingIsNamed() {
        #expect(read("shadow: x\n").1 == Array(repeating: "D021 1:1", count: 4))
        #expect(read(Self.right.replacingOccurrences(of: "\"-\"", with: "none.csv")).1 == ["G005 5:9"])
        #expect(read(Self.right.replacingOccurrences(of: "\"-\"", with: "/tmp")).1 == ["G005 5:9"])
    }

    @Test func sourcesAreReadEachByItsKind() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let text = Self.right.split(separator: "\n").filter {
            !$0.hasPrefix("source") && !$0.hasPrefix("feed")
        }
        .joined(separator: "\n")
        func sources(_ lines: String) -> (RunConfig?, [String]) { read(text + "\nsources:\n" + lines) }
        let (config, found) = sources(
            """
              - {file: "-", feed: a.yaml}
              - {name: drop, folder: \(folder), feed: b.yaml, pattern: "*.csv", ready: {marker: .done}, done: {move: old}}
              - {name: more, folder: \(folder), feed: a.yaml, ready: renamed, done: delete, failed: bad, every: 1min}
            """)
        #expect(found == [])
        #expect(config?.feeds == ["etc/a.yaml", "etc/b.yaml"])
        var drop = FolderSource.Plan(folder: folder)
        (drop.pattern, drop.ready, drop.done) = ("*.csv", .marker(".done"), .move("etc/old"))
        var more = FolderSource.Plan(folder: folder)
        (more.ready, more.done, more.failed, more.every) = (.renamed, .delete, "etc/bad", 60)
        #expect(config?.sources.dropFirst().map(\.kind) == [.folder(drop), .folder(more)])

        #expect(sources("  - {file: \"-\"}").1 == ["D021 6:5"])
        #expect(sources("  - {feed: f}").1 == ["G007 6:5"])
        #expect(sources("  - {file: \"-\", folder: /tmp, feed: f}").1 == ["G007 6:5"])
        #expect(sources("  - {file: \"-\", feed: f}\n  - {file: \"-\", feed: f}").1 == ["G008 7:5"])
        #expect(sources("  - {folder: /etc/passwd, feed: f}").1 == ["G005 6:14"])
        #expect(sources("  - {folder: /tmp, feed: f, follow: true}").1 == ["D020 6:29"])
        #expect(sources("  - {folder: /tmp, feed: f, ready: soon}").1 == ["D027 6:36"])
        #expect(read(Self.right + "\nsources: [{file: \"-\"}]").1 == ["G007 5:9"])
    }

    @Test func whatIsPulledNamesItsWayIn() throws {
        let secret = FileManager.default.temporaryDirectory.appending(path: "way-in-\(UUID().uuidString)")
            .path
        try Data("secret\n".utf8).write(to: URL(fileURLWithPath: secret))
        defer { try? FileManager.default.removeItem(atPath: secret) }
        let text = Self.right.split(separator: "\n").filter { !$0.hasPrefix("source") }.joined(
            separator: "\n")
        func source(_ keys: String) -> (RunConfig?, [String]) {
            read(
                text + "\nsource: {name: office, " + keys.replacingOccurrences(of: "SECRET", with: secret)
                    + "}")
        }
        let (config, found) = source(
            "pull: \"sftp://example.org/~/out/\", user: shop, key: SECRET, known_hosts: SECRET, pattern: \"*.csv\", "
                + "ready: {marker: .done}, done: {move: old}, every: 5min, timeout: 9s, max_file: 77")
        #expect(found == [])
        var plan = PullPlan(
            address: try RemoteAddress("sftp://example.org/~/out/"), spool: "etc/j-spool/office")
        (plan.user, plan.key, plan.knownHosts) = ("shop", secret, secret)
        (plan.pattern, plan.ready, plan.done) = ("*.csv", .marker(".done"), .move("old"))
        (plan.every, plan.timeout, plan.fileMax) = (300, 9, 77)
        #expect(config?.sources == [.init(name: "office", feed: "etc/f.yaml", kind: .pull(plan))])

        #expect(source("pull: \"https://example.org/a.csv\", token_file: SECRET, spool: s").1 == [])
        #expect(source("pull: \"ftpes://example.org/a\", user: u, password_file: SECRET, ca: SECRET").1 == [])
        for address in [
            "http://example.org/a", "ftp://example.org/", "https://u:p@example.org/a", "https://example.org/",
            "x",
            "file:///etc/passwd",
        ] {
            #expect(source("pull: \"\(address)\"").1 == ["G011 6:30"], "\(address)")
        }
        for keys in [
            "\"https://x/a\", user: u", "\"https://x/a\", password_file: SECRET", "\"ftps://x/\"",
            "\"https://x/a\", token_file: SECRET, user: u, password_file: SECRET",
            "\"sftp://x/\", user: u, key: SECRET", "\"sftp://x/\", user: u, known_hosts: SECRET",
            "\"sftp://x/\", user: u, key: SECRET, password_file: SECRET, known_hosts: SECRET",
            "\"https://x/a\", pattern: a", "\"https://x/a\", key: SECRET",
            "\"https://x/a\", token_file: nowhere",
        ] {
            #expect(source("pull: \(keys)").1.map { $0.prefix(4) } == ["G012"], "\(keys)")
        }
        #expect(read(text + "\nsource: {pull: \"https://x/a\"}").1 == ["D021 6:9"])
    }

    @Test func aDatabaseIsAskedSafely() {
        let text = Self.right.split(separator: "\n").filter { !$0.hasPrefix("source") }.joined(
            separator: "\n")
        func source(_ keys: String) -> (RunConfig?, [String]) {
            read(text + "\nsource: {name: base, " + keys + ", watermark: id}")
        }
        let (config, found) = source(
            "sqlite: s.db, query: \"SELECT * FROM sale; \", overlap: 1h, every: 2min, rows: 9")
        #expect(found == [])
        var plan = QueryPlan(
            database: .sqlite("etc/s.db"), query: "SELECT * FROM sale", watermark: "id",
            spool: "etc/j-spool/base")
        (plan.overlap, plan.every, plan.rows) = (.seconds(3_600), 120, 9)
        #expect(config?.sources == [.init(name: "base", feed: "etc/f.yaml", kind: .query(plan))])

        for connection in [
            "host=/run/postgresql dbname=x", "dbname=x", "host=127.0.0.1", "postgres://u@localhost/x",
            "host=db.example.org sslmode=verify-full",
        ] {
            #expect(
                source("postgres: \"\(connection)\", query: SELECT 1, overlap: 5").1 == [], "\(connection)")
        }
        for connection in [
            "host=db.example.org", "host=db.example.org sslmode=require", "host=127.0.0.1 password=x",
            "postgres://u:p@localhost/x", "service=x", "host=localhost,db.example.org",
        ] {
            #expect(
                source("postgres: \"\(connection)\", query: SELECT 1").1 == ["G014 6:32"], "\(connection)")
        }
        #expect(source("postgres: nonsense, query: SELECT 1").1 == ["G013 6:32"])
        #expect(source("sqlite: x, query: \" ; \"").1.map { $0.prefix(4) } == ["G013"])
        #expect(source("sqlite: x, query_file: nowhere").1.map { $0.prefix(4) } == ["G013"])
    }

    @Test func theEndpointIsChecked() throws {
        let secret = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)")
        try Data("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n".utf8).write(to: secret)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret.path)
        defer { try? FileManager.default.removeItem(at: secret) }
        func delivery(_ url: String) -> (RunConfig?, [String]) {
            read(Self.right + "\ndelivery: {url: \"\(url)\", secret_file: \(secret.path), timeout: 5s}\n")
        }
        #expect(delivery("https://example.org/x").0?.delivery?.timeout == 5)
        #expect(delivery("ftp://example.org/x").1 == ["G001 7:17"])
        #expect(delivery("https://a:b@example.org/x").1 == ["G001 7:17"])
    }

    @Test func theSchemaIsJSONAndSaysWhoItIs() throws {
        let told = try JSONSerialization.jsonObject(with: Data(RunConfigSchema.json.utf8)) as? [String: Any]
        #expect(told?["$id"] as? String == RunConfigSchema.id)
    }

    /// What the program takes the schema takes, and what it refuses for its shape the schema refuses too.
    @Test(.enabled(if: ExternalProgram.hasSchemaChecker, "python3 with jsonschema and PyYAML is needed"))
    func theSchemaAgreesWithTheReader() throws {
        let wrong = [
            "batch_lines: many", "source: {path: x}", "shaddow: x", "delivery: {url: x}", "packs: {}",
            "endpoints: {}", "endpoints: {a: {url: \"https://x/\"}}", "endpoints: [a]",
        ]
        let full =
            Self.right + """

                installation: shop.1
                batch_lines: 5
                control: x
                token_key_file: k
                delivery: {url: "https://x/", secret_file: s, timeout: 5s, allow_private: false}
                """
        let several =
            Self.right.split(separator: "\n").filter { !$0.hasPrefix("source") }.joined(separator: "\n") + """

                sources:
                  - {file: x.csv, follow: true, name: tail}
                  - {folder: x, pattern: "*.csv", ready: {stable: 5s}, done: {move: y}, failed: z, every: 5s, feed: g.yaml}
                  - {folder: y, ready: renamed, done: delete}
                  - {name: a, pull: "https://x/y.csv", token_file: t, every: 1h, ca: c, timeout: 5s, max_file: 5, spool: s}
                  - {name: b, pull: "sftp://x/y/", user: u, key: k, passphrase_file: p, known_hosts: h, pattern: "*.csv", done: delete}
                  - {name: c, postgres: "dbname=x", password_file: p, query: SELECT 1, watermark: id, overlap: 1h, rows: 5, timeout: 5s}
                  - {name: d, sqlite: x, query_file: q, watermark: id, overlap: 1000, every: 1min, spool: s}
                """
        let endpoints =
            Self.right + """

                endpoints:
                  a: {url: "https://x/", secret_file: s, gets: {packs: [p], levels: high, jurisdictions: EU, stores: [1, 2], where: {list: x}}}
                  b: {url: "https://x/", secret_file: s, gets: {levels: {p: high}}, profile: store, pseudonym_key_file: k}
                  c: {url: "https://x/", secret_file: s, fallback: true, feeds: true, profile: {shows: [links], purchases_max: 5}}
                  d: {mail: {server: "smtp://x", user: u, password_file: p, from: a@b.org, to: [c@d.org], language: ar}, tls: {ca: c}, secret_file: s}
                  e: {file: x, feeds: true}
                  f: {folder: x, rotate: {bytes: 5, daily: false}}
                  g: {stdout: true, answer_within: 5s, profile: store}
                  h: {url: "https://x/", secret_file: s, batch: 50}
                """
        #expect(try faults(endpoints).isEmpty)
        #expect(try !faults(endpoints.replacingOccurrences(of: "levels", with: "level")).isEmpty)
        #expect(try !faults(endpoints.replacingOccurrences(of: "[links]", with: "[names]")).isEmpty)
        for (right, wrong) in [
            ("language: ar", "language: xx"), ("file: x,", "file: x, stdout: true,"),
            ("batch: 50", "batch: 0"),
            ("a@b.org", "a b@c"), ("{stdout: true", "{stdout: false"), ("daily:", "weekly:"),
        ] {
            #expect(try !faults(endpoints.replacingOccurrences(of: right, with: wrong)).isEmpty, "\(wrong)")
        }
        #expect(try faults(several).isEmpty)
        #expect(try faults(full).isEmpty)
        #expect(read(Self.right).0 != nil)
        for line in wrong {
            let key = line.prefix { $0 != ":" }
            let text = (Self.right.split(separator: "\n").filter { !$0.hasPrefix(key) } + [Substring(line)])
                .joined(
                    separator: "\n")
            #expect(try !faults(text).isEmpty, "\(line)")
            #expect(read(text).0 == nil, "\(line)")
        }
    }

    private func faults(_ text: String) throws -> [String] {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return ExternalProgram.schemaFaults(schema: RunConfigSchema.json, files: [path])
    }
}
