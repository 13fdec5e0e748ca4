import Purchases
import Rules

/// Writes down alerts: all that makes one up, so that it can be recomputed from itself (5.7).
struct AlertContent: Sendable {
    let installation: String
    let pack: PackReference
    let lists: [ListReference]
    /// May be changed: what is judged from then on states it.
    var catalogue: VersionReference
    let timezones: VersionReference

    init(_ pack: Pack, installation: String, catalogue: String, timezones: String) {
        self.installation = installation
        self.pack = PackReference(id: pack.id, version: pack.version, jurisdiction: pack.jurisdiction)
        lists = pack.lists.map { ListReference(id: $0.id.string, version: $0.version) }
        self.catalogue = VersionReference(version: catalogue)
        self.timezones = VersionReference(version: timezones)
    }

    /// The alert of the moment that a sweep has come to; who the buyer is stands in it later.
    ///
    /// - Parameters:
    ///   - lines: the subject's purchases of the moment; of a deadline, those that awaited.
    ///   - follows: the subject's latest earlier alert, however long ago.
    func alert(
        _ subject: Subject, _ sweep: RuleSweep, at moment: RuleSweep.Moment, level: Int, lines: [Int],
        follows: StandingAlert?, _ judge: Judge
    ) -> StandingAlert {
        let netting = NettingContent(judge)
        let indicators = IndicatorContent(judge).indicators(sweep, at: moment, subject).map(netting.described)
        let shown = Set(indicators.flatMap(\.lines))
        let receipts = lines.compactMap { judge.purchases[$0].map { judge.receipts[$0.receipt].key } }
        var words = [installation, pack.id] + subject.words + [(receipts.min() ?? "").string]
        if case .deadline(let deadline) = moment {
            // Two versions of a pack may await from one receipt until different times.
            words += [
                Rule.absentMeasure, judge.pack.pack.rules[deadline.rule].id, sweep.time.description,
            ]
        }
        let since = sweep.time.before(by: judge.pack.pack.quiet)
        let data = AlertData(
            level: judge.pack.pack.levels[level].name,
            score: indicators.reduce(0) { $0 + $1.indicator.score },
            pack: pack, lists: lists, catalogue: catalogue, timezones: timezones, buyer: nil,
            about: subject.about, indicators: indicators.map(\.indicator),
            purchases: PurchaseContent(judge).records(shown, netting.nettings(indicators)),
            covered: netting.covered(indicators),
            follows: follows.flatMap { $0.time > since ? $0.subject : nil })
        return StandingAlert(
            subject: digest(words), time: sweep.time, data: data)
    }
}
