import Foundation

/// Runs another program to its end, for tests that compare with something that is not ours.
package enum ExternalProgram {
    /// Runs a program that is looked up on the path.
    ///
    /// - Returns: its exit status (-1 when it could not be started) and all that it printed.
    package static func run(_ arguments: [String], input: String = "") -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let output = Pipe()
        let stdin = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = stdin
        do {
            try process.run()
            try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try stdin.fileHandleForWriting.close()
        } catch {
            return (-1, "\(error)")
        }
        let printed = output.fileHandleForReading.allBytes()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: printed, as: UTF8.self))
    }

    /// Checks YAML files against a JSON Schema with Python's `jsonschema`, as programs and as editors read YAML.
    ///
    /// - Returns: a line for each file that the schema does not accept.
    package static func schemaFaults(schema: String, files: [String]) -> [String] {
        let script = """
            import json, sys, yaml, jsonschema
            schema = json.loads(sys.stdin.read())
            jsonschema.Draft202012Validator.check_schema(schema)
            check = jsonschema.Draft202012Validator(schema)
            for path in sys.argv[1:]:
                for loader in (yaml.BaseLoader, yaml.SafeLoader):
                    with open(path, encoding="utf-8") as file:
                        # Dates are texts in JSON.
                        told = json.loads(json.dumps(yaml.load(file, Loader=loader), default=str))
                    for fault in list(check.iter_errors(told))[:1]:
                        print(f"{path}: {loader.__name__}: {fault.json_path}: {fault.message}"[:400])
            """
        let (status, output) = run(["python3", "-c", script] + files, input: schema)
        guard status == 0 else { return ["python3 failed: \(output)"] }
        return output.split(separator: "\n").map(String.init)
    }

    /// Whether Python has what `schemaFaults` needs.
    package static let hasSchemaChecker = run(["python3", "-c", "import jsonschema, yaml"]).status == 0
}
