import Documents
import Purchases

/// What a test says of one alert, or of the rules that hold at one moment; nil is not said.
package struct ExpectedAlert: Sendable, Hashable {
    package var place: YAMLPlace
    package var time: EventTime
    package var level: String?
    package var pack: String?
    /// The label of the purchases' `buyer` column.
    package var buyer: ExactText?
    package var store: ExactText?
    package var product: ExactText?
    package var score: Int?
    /// All rules of the alert.
    package var rules: [ExpectedRule]?

    package init(
        place: YAMLPlace, time: EventTime, level: String? = nil, pack: String? = nil,
        buyer: ExactText? = nil, store: ExactText? = nil, product: ExactText? = nil, score: Int? = nil,
        rules: [ExpectedRule]? = nil
    ) {
        self.place = place
        self.time = time
        self.level = level
        self.pack = pack
        self.buyer = buyer
        self.store = store
        self.product = product
        self.score = score
        self.rules = rules
    }
}

/// A rule that holds, with the values of its groups in the alert's order.
package struct ExpectedRule: Sendable, Hashable {
    package var id: String
    package var place: YAMLPlace
    /// In the units of alerts: grams, millilitres. Nil: any.
    package var values: [ExactDecimal]?

    package init(id: String, place: YAMLPlace, values: [ExactDecimal]? = nil) {
        self.id = id
        self.place = place
        self.values = values
    }
}
