import Bench
import Foundation
import TestSupport
import Testing

struct TestSchemaTests {
    @Test(.enabled(if: ExternalProgram.hasSchemaChecker, "python3 with jsonschema and PyYAML is needed"))
    func `the schema accepts what the program accepts and refuses what it refuses`() throws {
        let folder = try Folder()
        let test = """
              - name: one
                purchases: |
                  time              buyer  product
                  2026-12-01 10:00  A      salt
                alerts: [{at: 2026-12-01 10:00, level: notice, rules: {much: [1 kg, 2 kg]}}]

            """
        try folder.write(Folder.head + "tests:\n" + test, to: "right.yaml")
        #expect(
            ExternalProgram.schemaFaults(schema: TestSchema.json, files: ["\(folder.path)/right.yaml"]) == [])
        let wrong = [
            ("alerts:", "alert:"), ("level: notice, ", ""), ("name: one", "named: one"),
            ("at: 2026-12-01", "at: soon"),
        ]
        for (number, (right, wrong)) in wrong.enumerated() {
            let path = "\(number).yaml"
            try folder.write(Folder.head + "tests:\n" + test.replacing(right, with: wrong), to: path)
            #expect(
                !ExternalProgram.schemaFaults(schema: TestSchema.json, files: ["\(folder.path)/\(path)"])
                    .isEmpty)
        }
    }
}
