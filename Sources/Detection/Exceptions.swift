import Purchases
import Rules

/// What licences and professional statements shown on a purchase cover (4.6).
extension FieldValues {
    func isCovered(_ substance: ListedSubstance, by exceptions: Set<Rule.Exception>) -> Bool {
        (exceptions.contains(.licence) && isCovered(substance, by: line.licence))
            || (exceptions.contains(.professional) && isCovered(substance, by: line.professional))
    }

    private func isCovered(_ substance: ListedSubstance, by shown: Exemption?) -> Bool {
        // A number and an expiry are needed, and the last day is still covered.
        guard let shown, shown.number != nil, let until = shown.until, until >= line.local.day else {
            return false
        }
        // A feed that maps no scope puts no bound on it; a blank one covers nothing.
        if let scope = shown.scope, !scope.contains(where: { substance.isNamed($0) }) { return false }
        guard let ceiling = shown.concentration else { return true }
        guard let side = substance.share?.compared(to: ceiling) else { return false }
        return side <= 0
    }
}
