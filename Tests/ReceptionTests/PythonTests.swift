import Foundation
import Purchases
import Reception
import TestSupport
import Testing
import Webhooks

/// Checks against programs that share nothing with this one: Python's `jsonschema`, and the brute-force oracle of the ledger.
@Suite(.serialized) struct PythonTests {
    struct Unavailable: Error {}

    static func run(_ program: String, _ arguments: [String] = [], input: [UInt8] = []) throws -> [UInt8] {
        let process = Process()
        let (output, send) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program] + arguments
        process.standardInput = send
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let writer = Thread {
            try? send.fileHandleForWriting.write(contentsOf: Data(input))
            try? send.fileHandleForWriting.close()
        }
        writer.start()
        let bytes = output.fileHandleForReading.allBytes()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Unavailable() }
        return bytes
    }

    /// How many random histories; TILLWATCH_HISTORIES asks for more.
    static let histories =
        ProcessInfo.processInfo.environment["TILLWATCH_HISTORIES"].flatMap { Int($0) } ?? 40

    /// The same on a thread that may block, so that other tests go on.
    static func output(_ program: String, _ arguments: [String] = [], input: [UInt8] = []) async throws
        -> [UInt8]
    {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try run(program, arguments, input: input) })
            }
        }
    }

    static let hasSchemas = (try? run("import jsonschema; jsonschema.Draft202012Validator")) != nil
    static let hasOracle = (try? run("import yaml, zoneinfo")) != nil

    private static let validator = """
        import json, sys
        from jsonschema import Draft202012Validator
        schema, *events = [json.loads(line) for line in sys.stdin]
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        for event in events:
            error = next(validator.iter_errors(event), None)
            print("" if error is None else json.dumps(f"{error.json_path}: {error.message}")[:300])
        """

    /// Of each event what is wrong, or an empty text.
    static func validate(_ events: [[UInt8]]) async throws -> [String] {
        let schema = try JSONSerialization.jsonObject(with: Data(AlertSchema.json.utf8))
        let line = Array(try JSONSerialization.data(withJSONObject: schema))
        let input = ([line] + events).flatMap { $0 + [UInt8(ascii: "\n")] }
        let output = String(decoding: try await output(validator, input: input), as: UTF8.self)
        return Array(
            output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast())
    }

    @Test(.enabled(if: hasSchemas, "python3 has no jsonschema")) func schemaTakesEvents() async throws {
        let whole = Samples.buyer()
        let events = [
            whole, Samples.store(), Samples.withdrawn(), Samples.netted(),
            EventEncoding.bounded(whole, to: 6000), EventEncoding.bounded(whole, to: 100),
        ]
        #expect(try await Self.validate(events.map(EventEncoding.json)) == events.map { _ in "" })
        #expect(AlertSchema.id == AlertEvent.schema)
    }

    @Test(.enabled(if: hasSchemas, "python3 has no jsonschema")) func schemaRefusesWhatIsNoEvent()
        async throws
    {
        let changes: [(String, String)] = [
            (#""specversion":"1.0""#, #""specversion":"1.1""#),
            (#""subject":"e1f"#, #""subject":"E1f"#),
            (#""id":"e1f77a2d02b69329c9be4c5ce3949598-1""#, #""id":"e1f77a2d02b69329c9be4c5ce3949598.1""#),
            (#""id":"e1f77a2d02b69329c9be4c5ce3949598-1""#, #""id":"e1f77a2d02b69329c9be4c5ce3949598-0""#),
            ("urn:tillwatch:test", "urn:other:test"),
            ("alert.raised", "alert.seen"),
            ("alert.raised", "alert.withdrawn"),
            (#""time":"2027-01-10T12:00:00Z""#, #""time":"2027-01-10T12:00:00.50Z""#),
            (#""time":"2027-01-10T12:00:00Z""#, #""time":"2027-01-10T12:00:00+00:00""#),
            (#""score":100"#, #""score":"100""#),
            (#""score":100"#, #""score":100.5"#),
            (#""score":100,"#, ""),
            (#""score":100"#, #""score":100,"customer":"x""#),
            (#""follows":null,"#, ""),
            (#""revision":1"#, #""revision":0"#),
            (#""value":"360""#, #""value":"360.0""#),
            (#""value":"360""#, #""value":360"#),
            (#""value":"360""#, #""value":"0360""#),
            (#""value":"360""#, #""value":"3.6e2""#),
            (#""threshold":"300""#, #""threshold":"-300""#),
            (#""bound":"above""#, #""bound":"below""#),
            (#""measure":"sum mass""#, #""measure":"sum people""#),
            (#""within":"14d""#, #""within":"soon""#),
            (#""key":"f/S2/T1/R2/1""#, #""key":"f/S2/R2/1""#),
            (#""quantity":"2""#, #""quantity":"0""#),
            (#""returned":"0""#, #""returned":"-1""#),
            (#""unit":"% w/v""#, #""unit":"percent""#),
            (#""assumed_density":true"#, #""assumed_density":null"#),
            (#""cas":"1000-01-1""#, #""cas":"acetone""#),
            (#""value":"f0f0"#, #""value":"name f0"#),
            (#""omitted":0"#, #""omitted":-1"#),
            (#""reason":null"#, #""reason":"because""#),
            (#""replaces":[]"#, #""replaces":["x"]"#),
            (#""replaces":[]"#, #""replaces":null"#),
            (#""buyer":{"#, #""about":{"store":"S1"},"buyer":{"#),
            (#""buyer":{"#, #""buyers":{"#),
        ]
        let text = String(decoding: EventEncoding.json(Samples.buyer()), as: UTF8.self)
        let store = String(decoding: EventEncoding.json(Samples.store()), as: UTF8.self)
        var wrong = changes.map { text.replacingOccurrences(of: $0, with: $1) }
        for (change, event) in zip(changes, wrong) { #expect(event != text, "\(change.0)") }
        wrong.append(store.replacingOccurrences(of: #""about":{"store":"S1"}"#, with: #""about":{}"#))
        wrong.append(store.replacingOccurrences(of: #""about":{"store":"S1"},"#, with: ""))
        let answers = try await Self.validate(wrong.map { Array($0.utf8) })
        #expect(answers.count == wrong.count)
        for (index, answer) in answers.enumerated() where answer.isEmpty {
            Issue.record("accepted: \(index < changes.count ? changes[index].1 : "about \(index)")")
        }
    }

    private static let oracle = """
        import json, sys, tempfile
        sys.path.insert(0, sys.argv[1])
        from histories import History
        from ledger import compute
        for seed in range(int(sys.argv[2]), int(sys.argv[2]) + int(sys.argv[3])):
            with tempfile.TemporaryDirectory() as folder:
                paths = History(seed).write(folder)
                for alert in compute(**paths)["alerts"]:
                    data = {**alert["data"], "revision": 1, "timezones": {"version": "oracle"}, "omitted": 0,
                            "replaces": [], "reason": None, "cause": None}
                    print(json.dumps({
                        "specversion": "1.0", "id": alert["subject"] + "-1", "subject": alert["subject"],
                        "source": "urn:tillwatch:" + paths["installation"], "type": "org.tillwatch.alert.raised",
                        "time": alert["time"], "recordedtime": alert["time"], "datacontenttype": "application/json",
                        "dataschema": "urn:tillwatch:schema:alert:1", "data": data}))
        """

    private func oracleEvents(seed: Int, count: Int) async throws -> [[UInt8]] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let output = try await Self.output(
            Self.oracle, [folder.appendingPathComponent("oracle").path, "\(seed)", "\(count)"])
        return output.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }

    @Test(.enabled(if: hasOracle && hasSchemas, "python3 has no yaml or jsonschema"))
    func everyAlertOfTheOracleVerifies() async throws {
        let seed = Int.random(in: 0..<1_000_000)
        let lines = try await oracleEvents(seed: seed, count: Self.histories)
        #expect(lines.count > Self.histories / 3, "seed \(seed)")
        for (number, line) in lines.enumerated() {
            await Task.yield()
            // Of its own each: the histories share an installation, and so may share ids.
            var verification = Verification(secrets: [])
            let record = StoredRecord(
                file: "oracle", number: number, content: .event(body: line, headers: nil))
            let wrong = verification.check(record).filter { $0.severity == .wrong }
            #expect(wrong.isEmpty, "seed \(seed): \(wrong)\n\(String(decoding: line, as: UTF8.self))")
        }
        for (line, answer) in zip(lines, try await Self.validate(lines)) where !answer.isEmpty {
            Issue.record("seed \(seed): \(answer)\n\(String(decoding: line, as: UTF8.self))")
        }
    }

    /// Whatever alert the oracle makes, a number changed in it does not pass.
    @Test(.enabled(if: hasOracle, "python3 has no yaml")) func noChangedAlertOfTheOracleVerifies()
        async throws
    {
        let seed = Int.random(in: 0..<1_000_000)
        for line in try await oracleEvents(seed: seed, count: Self.histories) {
            let event = try EventEncoding.decode(line)
            await Task.yield()
            for (what, changed) in Self.changes(of: event) {
                let wrong = AlertVerification.check(event: changed).contains { $0.severity == .wrong }
                #expect(wrong, "seed \(seed), \(what): \(String(decoding: line, as: UTF8.self))")
            }
        }
    }

    private static func changes(of event: AlertEvent) -> [(String, AlertEvent)] {
        var changes: [(String, AlertEvent)] = []
        func change(_ what: String, _ body: (inout AlertEvent) -> Void) {
            var changed = event
            body(&changed)
            changes.append((what, changed))
        }
        change("score") { $0.data.score += 5 }
        change("moment later") { $0.time = EventTime(microseconds: $0.time.microseconds + 1) }
        for index in event.data.indicators.indices {
            let indicator = event.data.indicators[index]
            change("points of \(index)") { $0.data.indicators[index].score += 1 }
            change("threshold of \(index)") {
                $0.data.indicators[index].threshold = indicator.value + ExactDecimal(millionths: 1)
            }
            // Another purchase may give the same receipt or value, and money may be zero.
            if ["count purchases", "sum units", "sum volume"].contains(indicator.measure) {
                change("a purchase of \(index)") { $0.data.indicators[index].purchases.removeLast() }
            }
            change("value of \(index)") {
                // What tokens and days were counted is not shown; they are at most one a purchase.
                let many = ExactDecimal(indicator.purchases.count + 1)
                $0.data.indicators[index].value =
                    indicator.measure.hasPrefix("distinct")
                    ? indicator.value + many : indicator.value + ExactDecimal(1)
            }
        }
        for index in event.data.purchases.indices {
            change("moment of \(index)") {
                $0.data.purchases[index].moment = EventTime(microseconds: event.time.microseconds + 1)
            }
            change("purchase \(index)") { $0.data.purchases.remove(at: index) }
            change("key of \(index)") { $0.data.purchases[index].store = "elsewhere" }
        }
        return changes
    }
}
