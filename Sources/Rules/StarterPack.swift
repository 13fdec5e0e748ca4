/// The files of a pack to start from.
package enum StarterPack {
    package struct File: Sendable {
        package let name: String
        package let text: String
        /// Whether other packs in the same folder use it too, so that one that is there stays.
        package let isShared: Bool
    }

    /// - Returns: nil when the name cannot be the id of a pack.
    package static func files(_ name: String) -> [File]? {
        let isName =
            (1...64).contains(name.utf8.count)
            && name.utf8.enumerated().allSatisfy { index, byte in
                switch byte {
                case 48...57, 65...90, 97...122: true
                case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): index > 0
                default: false
                }
            }
        guard isName else { return nil }
        return [
            File(name: "\(name).yaml", text: pack.replacing("NAME", with: name), isShared: false),
            File(name: "\(name).list.yaml", text: list.replacing("NAME", with: name), isShared: false),
            File(name: "\(name).test.yaml", text: tests.replacing("NAME", with: name), isShared: false),
            File(name: "pack.schema.json", text: PackSchema.json + "\n", isShared: true),
        ]
    }

    private static let pack = """
        # yaml-language-server: $schema=pack.schema.json
        #
        # What is worth a person's look. Check it with `tillwatch rules check NAME.yaml`, test it with
        # `tillwatch rules test NAME.test.yaml`, and see what it would have raised before it goes live:
        # `tillwatch scan --rules NAME.yaml --catalogue CATALOGUE --feed FEED --ledger LAST-YEAR.csv`.
        tillwatch: 1

        # One id and version has one content. `from` is the first day that this version judges.
        pack: {id: NAME, version: 1.0.0}

        # Substance lists; paths count from this folder.
        lists: [NAME.list.yaml]

        # Tokens that make receipts those of one buyer; without this line every kind of token does.
        # buyers: {link: [loyalty, payment], max_links: 20}

        # An alert silences for so long what is no worse.
        quiet: 30d

        # The scores of all rules that hold add up; a level is reached by its threshold.
        levels: {notice: 30, review: 60, report: 100}

        # Conditions by name, for rules to use.
        define:
          regulated:  {list: NAME-list}
          restricted: {list: NAME-list, annex: I, above_limit: true}

        rules:
          # Each purchase by itself: no `within`, and one is enough. A valid licence excuses it.
          - id: restricted-sale
            title: Restricted substance above its limit sold without a licence
            where: restricted
            unless: {licence: valid}
            score: 100

          # What adds up: the mass of each substance, bought by one buyer within 30 days.
          - id: amount
            title: Unusual amount of one substance within 30 days
            within: 30d
            where: regulated
            each: substance
            measure: sum mass
            at_least: 10 kg
            score: 30
            cap: 60

          # Several of them together: distinct substances within 14 days.
          - id: several-substances
            title: Several distinct substances within 14 days
            within: 14d
            where: regulated
            measure: distinct substance
            at_least: 2
            score: 30

        """

    private static let list = """
        # The substances that NAME watches. Two of Regulation (EU) 2019/1148, Annex I, to start from; the whole lists of
        # several jurisdictions come with the program.
        list: NAME-list
        version: "1"
        jurisdiction: EU
        source: {title: "Regulation (EU) 2019/1148, Annex I"}
        substances:
          - {id: nitric-acid, name: Nitric acid, cas: 7697-37-2, annex: I, limit: 3 %, comparison: ">", upper_limit: 10 %,
             density: 1.51 g/ml}
          - {id: hydrogen-peroxide, name: Hydrogen peroxide, cas: 7722-84-1, annex: I, limit: 12 %, comparison: ">", upper_limit: 35 %,
             density: 1.45 g/ml}

        """

    private static let tests = """
        # Tests of NAME.yaml: purchases in a table, and the alerts that must stand. Run them with
        # `tillwatch rules test NAME.test.yaml`.
        tillwatch: 1
        packs: [NAME.yaml]
        catalogue: |
          product   substance          concentration  net
          acid      nitric-acid        3 %            1 kg
          peroxide  hydrogen-peroxide  12 %           1 kg
          strong    hydrogen-peroxide  30 %           1 kg

        tests:
          - name: What is below its limit is sold freely
            purchases: |
              time              store  buyer  product   quantity
              2026-12-01 10:00  S1     A      peroxide  1
            alerts: []

          - name: Above the limit a licence is needed
            purchases: |
              time              store  buyer  product  quantity
              2026-12-01 10:00  S1     A      strong   1
            alerts:
              - {at: 2026-12-01 10:00, level: report, buyer: A, rules: {restricted-sale: 1}}

          - name: A licence excuses it until its last day
            purchases: |
              time              store  buyer  product  quantity  licence  until
              2026-12-01 10:00  S1     A      strong   1         L-1      2026-12-01
              2026-12-02 10:00  S1     B      strong   1         L-2      2026-12-01
            alerts:
              - {at: 2026-12-02 10:00, level: report, buyer: B, rules: {restricted-sale: 1}}

          - name: Ten kilograms within 30 days are an unusual amount
            purchases: |
              time              store  buyer  product   quantity
              2026-12-01 10:00  S1     A      peroxide  40
              2026-12-20 10:00  S1     A      peroxide  44
            alerts:
              - {at: 2026-12-20 10:00, level: notice, buyer: A, score: 30, rules: {amount: 10.08 kg}}

          - name: Two substances within 14 days
            purchases: |
              time              store  buyer  product   quantity
              2026-12-01 10:00  S1     A      peroxide  1
              2026-12-14 10:00  S1     A      acid      1
              2026-12-01 10:00  S1     B      peroxide  1
              2026-12-16 10:00  S1     B      acid      1
            alerts:
              - {at: 2026-12-14 10:00, level: notice, buyer: A, rules: {several-substances: 2}}
            never: [restricted-sale]

        """
}
