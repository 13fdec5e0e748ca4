import Bench
import Purchases
import Testing

struct LabelsTests {
    private func read(_ text: String) -> (labels: Labels, problems: [Labels.Problem]) {
        Labels.read(Array(text.utf8))
    }

    @Test func readsWhatSpreadsheetsWrite() {
        let (labels, problems) = read(
            "\u{FEFF}note;Key;LABEL\r\nx; f/S/1/1 ;Yes\r\n\r\n\"a;b\";f/S/1/2/1;no\r\n")
        #expect(problems.isEmpty)
        #expect(labels.items.map(\.key) == ["f/S/1/1", "f/S/1/2/1"])
        #expect(labels.items.map(\.isYes) == [true, false])
    }

    @Test func saysEverythingThatIsWrong() {
        let (_, problems) = read("key,label\nf/1,maybe\n,yes\nf/2\nf/3,yes\nf/3,no\nf/3,yes\n")
        #expect(problems.map(\.line) == [2, 3, 4, 6])
        #expect(read("").problems.count == 1)
        #expect(read("receipt,verdict\n").problems.count == 1)
    }

    /// Four labels and one that no line has: two receipts found by `a`, one of them rightly; one line found by `b` alone.
    @Test func countsLabelsAndNotAlerts() {
        let labels = read("key,label\nf/S/1/1,yes\nf/S/1/2,no\nf/S/1/3/1,yes\nf/S/1/4,yes\nf/S/1/9,yes\n")
            .labels
        let time = Samples.time("2026-03-02T10:00:00Z")
        let lines = ["1", "2", "3", "4"].map { Samples.line(["f", "S", "1", $0], "1", at: time) }
        let judge = LabelJudge(labels, lines: lines)
        let alerts = [
            Samples.alert("x", indicators: [Samples.indicator("a", purchases: ["f/S/1/1/1", "f/S/1/1/2"])]),
            Samples.alert(
                "y",
                indicators: [
                    Samples.indicator("a", purchases: ["f/S/1/1/1", "f/S/1/2/1"]),
                    Samples.indicator("b", purchases: ["f/S/1/3/1", "f/S/1/7/1"]),
                ]),
        ]
        let pack = Samples.pack(rules: [Samples.rule("a"), Samples.rule("b"), Samples.rule("c")])
        let report = judge.report(alerts, packs: [pack])
        #expect([report.yes, report.no, report.unknown] == [3, 1, 1])
        #expect(report.unknownKeys == ["f/S/1/9"])
        #expect(report.rules.map(\.rule) == ["a", "b", "c"])
        #expect(report.rules.map(\.precision) == [Share(1, of: 2), Share(1, of: 1), Share(0, of: 0)])
        #expect(report.rules.map(\.recall) == [Share(1, of: 3), Share(1, of: 3), Share(0, of: 3)])
        #expect(report.alerts.precision == Share(2, of: 3))
        #expect(report.alerts.recall == Share(2, of: 3))
    }
}
