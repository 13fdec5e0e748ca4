import Purchases

/// What the amounts reader found in one article. It says nothing about which substance an amount belongs to.
package struct Amounts: Sendable, Hashable {
    package struct Concentration: Sendable, Hashable {
        package enum Kind: String, Sendable {
            case percent
            /// `360 g/l`.
            case perVolume
            /// `30 vol.`, as strengths of hydrogen peroxide are stated.
            case volumes
            /// A fertiliser grade that states nitrogen: `N 33,5 %`, `AN 33.5`, `KAS 27`.
            case nitrogen
        }

        package var kind: Kind
        /// Percent; g/l as w/v percent (360 g/l is 36); volumes as written; percent of nitrogen. Of a range the higher bound.
        package var value: ExactDecimal
        /// `w/w`, `w/v` or `v/v` when the text says so or the unit implies it.
        package var basis: String?
        /// The lower bound of a range; zero of one that states none (`<5 %`).
        package var lower: ExactDecimal?
        package var span: TextSpan

        package init(
            kind: Kind, value: ExactDecimal, basis: String? = nil, lower: ExactDecimal? = nil, span: TextSpan
        ) {
            self.kind = kind
            self.value = value
            self.basis = basis
            self.lower = lower
            self.span = span
        }
    }

    package struct Net: Sendable, Hashable {
        /// The total: `6 x 0,75 l` is 4.5.
        package var value: ExactDecimal
        /// One of the catalogue's units of mass or volume: `mg`, `g`, `kg`, `ml`, `cl`, `l`.
        package var unit: String
        /// 6 of `6 x 0,75 l`.
        package var count: Int?
        /// 0.75 of `6 x 0,75 l`, in `unit`.
        package var each: ExactDecimal?
        package var span: TextSpan
        /// Whether the unit price disagrees, or the text can be read in several ways; `notes` of `Amounts` say which.
        package var isDoubtful: Bool

        package init(
            value: ExactDecimal, unit: String, count: Int? = nil, each: ExactDecimal? = nil, span: TextSpan,
            isDoubtful: Bool = false
        ) {
            self.value = value
            self.unit = unit
            self.count = count
            self.each = each
            self.span = span
            self.isDoubtful = isDoubtful
        }
    }

    /// In order of place: the name first, then the further texts in their order.
    package var concentrations: [Concentration]
    /// Best first.
    package var nets: [Net]
    /// What was ambiguous, in words.
    package var notes: [String]

    package init(concentrations: [Concentration] = [], nets: [Net] = [], notes: [String] = []) {
        self.concentrations = concentrations
        self.nets = nets
        self.notes = notes
    }
}
