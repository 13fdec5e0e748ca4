import Catalogue
import Feeds

extension Setup {
    /// What it takes to decode and accept lines, without packs: nothing is judged.
    package static func reading(feed: FeedFile, catalogue: ProductCatalogue) -> Setup {
        Setup(
            feeds: [feed], catalogue: catalogue, packs: [], packFiles: [], shadow: [], shadowFiles: [],
            warnings: [])
    }
}
