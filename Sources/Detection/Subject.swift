import Purchases
import Rules

/// What is scored (4.5): a buyer by its number, or a store, a product, or both by their texts.
enum Subject: Sendable, Hashable {
    case buyer(Int)
    case store(ExactText)
    case product(ExactText)
    case storeAndProduct(ExactText, ExactText)

    /// The subject of a kind that a purchase belongs to, if it has one.
    init?(_ kind: Rule.Subject, of purchase: Purchase, buyer: Int?) {
        switch kind {
        case .buyer:
            guard let buyer else { return nil }
            self = .buyer(buyer)
        case .store: self = .store(purchase.store)
        case .product:
            guard let product = purchase.product else { return nil }
            self = .product(product)
        case .storeAndProduct:
            guard let product = purchase.product else { return nil }
            self = .storeAndProduct(purchase.store, product)
        }
    }

    var kind: Rule.Subject {
        switch self {
        case .buyer: .buyer
        case .store: .store
        case .product: .product
        case .storeAndProduct: .storeAndProduct
        }
    }

    /// The part of an alert's subject that says what is scored (5.5).
    var words: [String] {
        switch self {
        case .buyer: ["buyer"]
        case .store(let store): ["store", store.string]
        case .product(let product): ["product", product.string]
        case .storeAndProduct(let store, let product): ["store", store.string, "product", product.string]
        }
    }

    /// What an alert is about, beside buyers.
    var about: AboutReference? {
        switch self {
        case .buyer: nil
        case .store(let store): AboutReference(store: store, product: nil)
        case .product(let product): AboutReference(store: nil, product: product)
        case .storeAndProduct(let store, let product): AboutReference(store: store, product: product)
        }
    }
}
