import Figures
import Testing

struct MetricFamilyTests {
    @Test func figuresAreWrittenAsPrometheusReadsThem() {
        let families = [
            MetricFamily(
                "lines_total", .counter, "Lines\nof \\ feeds.",
                [
                    .init([.init("source", "a \"b\" \\ c\nd"), .init("till", "1")], 12),
                    .init([], 1_767_571_200.5),
                ]),
            MetricFamily("nothing", .gauge, "Left out.", []),
        ]
        #expect(
            MetricFamily.text(families) == #"""
                # HELP lines_total Lines\nof \\ feeds.
                # TYPE lines_total counter
                lines_total{source="a \"b\" \\ c\nd",till="1"} 12
                lines_total 1767571200.5

                """#)
    }
}
