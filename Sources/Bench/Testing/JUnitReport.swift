import Documents

/// The outcomes of tests in the XML that build servers read.
package struct JUnitReport {
    private var suites: [String] = []
    private var tests = 0
    private var failures = 0

    package init() {}

    package mutating func add(path: String, _ outcomes: [TestOutcome]) {
        let failed = outcomes.count { !$0.passed }
        tests += outcomes.count
        failures += failed
        var lines = [
            "  <testsuite name=\"\(escaped(path))\" tests=\"\(outcomes.count)\" failures=\"\(failed)\" errors=\"0\">"
        ]
        for outcome in outcomes {
            let head =
                "    <testcase name=\"\(escaped(outcome.test.name))\" classname=\"\(escaped(path))\""
                + " file=\"\(escaped(path))\" line=\"\(outcome.test.place.line)\""
            if outcome.passed {
                lines.append(head + "/>")
                continue
            }
            lines.append(head + ">")
            let text = OutcomeText(path: path, outcomes: [outcome]).lines.dropFirst(2).joined(separator: "\n")
            let what = outcome.failures.map(\.what).joined(separator: "; ")
            lines.append("      <failure message=\"\(escaped(what))\">\(escaped(text))</failure>")
            lines.append("    </testcase>")
        }
        lines.append("  </testsuite>")
        suites.append(lines.joined(separator: "\n"))
    }

    package var text: String {
        ([
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites tests=\"\(tests)\" failures=\"\(failures)\">",
        ]
            + suites + ["</testsuites>", ""]).joined(separator: "\n")
    }

    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            // XML 1.0 has no way to write the others.
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
