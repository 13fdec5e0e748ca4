import Fetching
import Health
import Queries

/// What `tillwatch run` does, from its configuration file. Paths count from that file's folder already.
package struct RunConfig: Sendable, Hashable {
    package struct Source: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            /// A file, or `-` for standard input; `follow`: more may be written to it.
            case file(String, follow: Bool)
            case folder(FolderSource.Plan)
            case push(PushPlan)
            case pull(PullPlan)
            case query(QueryPlan)

            /// Where the lines come from, for people.
            var place: String {
                switch self {
                case .file(let path, _): path
                case .folder(let plan): plan.folder
                case .push(let plan): plan.address + plan.path
                case .pull(let plan): plan.address.shown
                case .query(let plan): plan.shown
                }
            }
        }

        /// By which logs call it.
        package var name: String
        /// The path of its feed file.
        package var feed: String
        package var kind: Kind

        package init(name: String, feed: String, kind: Kind) {
            self.name = name
            self.feed = feed
            self.kind = kind
        }
    }

    /// Whether, and how, the feeds' health is watched.
    package struct Health: Sendable, Hashable {
        package var settings: HealthSettings
        /// Where findings are sent; nil sends none.
        package var endpoint: Delivery?
    }

    package var packs: [String] = []
    package var shadow: [String] = []
    /// A trust file, or a folder of them.
    package var trust: String?
    package var catalogue = ""
    /// A list of the chain's products; those at the tills that are neither there nor in the catalogue are counted.
    package var articles: String?
    /// At least one, each with a name of its own.
    package var sources: [Source] = []
    package var journal = ""
    package var installation: String?
    package var tokenKeyFile: String?
    /// The one endpoint of `delivery:`, which gets everything.
    package var delivery: Delivery?
    /// The endpoints of `endpoints:`, by name; none beside `delivery`.
    package var endpoints: [Delivery] = []
    /// Where figures for Prometheus are asked for; nil is nowhere.
    package struct Metrics: Sendable, Hashable {
        package var host: String
        package var port: Int
    }

    package var metrics: Metrics?
    /// Nil watches nothing.
    package var health: Health?
    /// How long records are kept; nil deletes nothing.
    package var retain: RetentionPlan?
    package var batchLines = 1000
    /// The path of the socket at which `tillwatch reload` asks.
    package var control = ""

    /// The feed files of the sources, each once, in the order of the sources.
    package var feeds: [String] {
        sources.map(\.feed).enumerated().filter { place, feed in
            sources.firstIndex { $0.feed == feed } == place
        }.map(\.element)
    }

    /// All endpoints that get events about alerts.
    package var deliveries: [Delivery] { (delivery.map { [$0] } ?? []) + endpoints }

    /// All endpoints that get events about feeds.
    package var feedDeliveries: [Delivery] {
        (health?.endpoint.map { [$0] } ?? []) + endpoints.filter(\.getsFeeds).map(\.ofFeeds)
    }

    /// The keys that a running service does not take up, and that are not those of another configuration.
    func differences(from other: RunConfig) -> [String] {
        [
            ("articles", (articles == nil) == (other.articles == nil)),
            ("sources", sources == other.sources),
            ("journal", journal == other.journal),
            ("installation", installation == other.installation),
            ("token_key_file", tokenKeyFile == other.tokenKeyFile), ("delivery", delivery == other.delivery),
            ("endpoints", endpoints == other.endpoints), ("health", health == other.health),
            ("metrics", metrics == other.metrics), ("retain", retain == other.retain),
            ("batch_lines", batchLines == other.batchLines), ("control", control == other.control),
        ].filter { !$0.1 }.map(\.0)
    }
}
