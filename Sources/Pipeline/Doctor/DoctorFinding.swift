/// What one check of an installation found.
package struct DoctorFinding: Sendable, Hashable, Encodable {
    package enum State: String, Sendable, Hashable, Encodable { case ok, warn, fail }

    /// One word for what was looked at.
    package var check: String
    package var state: State
    /// What is so; never holds a secret.
    package var message: String
    /// What to do; nil where nothing is to be done.
    package var help: String?

    static func ok(_ check: String, _ message: String) -> DoctorFinding {
        DoctorFinding(check: check, state: .ok, message: message, help: nil)
    }

    static func warn(_ check: String, _ message: String, _ help: String) -> DoctorFinding {
        DoctorFinding(check: check, state: .warn, message: message, help: help)
    }

    static func fail(_ check: String, _ message: String, _ help: String) -> DoctorFinding {
        DoctorFinding(check: check, state: .fail, message: message, help: help)
    }
}

extension [DoctorFinding] {
    /// These, or one that says that all is well.
    func or(_ ok: DoctorFinding) -> [DoctorFinding] { isEmpty ? [ok] : self }
}
