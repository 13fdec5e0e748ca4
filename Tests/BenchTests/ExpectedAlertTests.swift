import Bench
import Purchases
import Documents
import Testing

@Suite("What a test expects")
struct ExpectedAlertTests {
    @Test("what is not said of an alert is nil")
    func unsaid() {
        let alert = ExpectedAlert(place: YAMLPlace(line: 1, column: 1), time: .distantPast)
        #expect(alert.level == nil && alert.rules == nil)
    }
}
