/// What `tillwatch run` does, from its configuration file. Paths count from that file's folder already.
package struct RunConfig: Sendable, Hashable {
    package struct Source: Sendable, Hashable {
        /// A file, or `-` for standard input.
        package var path: String
        /// Whether more may be written to the file.
        package var follow = false
    }

    package struct Delivery: Sendable, Hashable {
        package var url: String
        package var secretFile: String
        /// Seconds to wait at the end until everything is sent.
        package var timeout = 60
        package var allowPrivate = false
        /// By which confidential packs say that the endpoint sees everything.
        package var name: String?
    }

    package var packs: [String] = []
    package var shadow: [String] = []
    /// A trust file, or a folder of them.
    package var trust: String?
    package var catalogue = ""
    package var feed = ""
    /// A list of the chain's products; those at the tills that are neither there nor in the catalogue are counted.
    package var articles: String?
    package var source = Source(path: "-")
    package var journal = ""
    package var installation: String?
    package var tokenKeyFile: String?
    package var delivery: Delivery?
    package var batchLines = 1000
    /// The path of the socket at which `tillwatch reload` asks.
    package var control = ""

    /// The keys that a running service does not take up, and that are not those of another configuration.
    func differences(from other: RunConfig) -> [String] {
        [
            ("feed", feed == other.feed), ("articles", (articles == nil) == (other.articles == nil)),
            ("source", source == other.source),
            ("journal", journal == other.journal),
            ("installation", installation == other.installation),
            ("token_key_file", tokenKeyFile == other.tokenKeyFile), ("delivery", delivery == other.delivery),
            ("batch_lines", batchLines == other.batchLines), ("control", control == other.control),
        ].filter { !$0.1 }.map(\.0)
    }
}
