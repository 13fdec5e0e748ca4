import Queries
import Testing

@Suite struct QueryMemoryTests {
    private let plan = QueryPlan(database: .sqlite("a"), query: "SELECT 1", watermark: "id", spool: "s")

    @Test func anotherQuestionBeginsAnew() {
        var memory = QueryMemory.going(on: nil, with: plan)
        memory.put(upTo: .integer(7), content: "x")
        #expect(QueryMemory.going(on: memory, with: plan) == memory)
        var slower = plan
        (slower.every, slower.rows, slower.overlap) = (9, 9, .count(9))
        #expect(QueryMemory.going(on: memory, with: slower) == memory)
        var other = plan
        other.query = "SELECT 2"
        let anew = QueryMemory.going(on: memory, with: other)
        #expect(anew.last == nil && anew.content.isEmpty && anew.number == 1)
    }

    @Test func refusedRowsAreReadAgain() {
        var memory = QueryMemory.going(on: nil, with: plan)
        memory.put(upTo: .text("a"), content: "x")
        memory.put(upTo: .text("b"), content: "y")
        memory.goBack()
        #expect(memory.last == .text("a") && memory.content.isEmpty)
        #expect(memory.fileName == "rows-000000000002.csv" && memory.nextName == "rows-000000000003.csv")
    }

    @Test func linesAreQuotedWhereNeeded() {
        var line = CSVLine()
        for cell: CSVLine.Cell in [.empty, .text(""), .plain("1.5"), .text("a,\"b\"\n"), .text("é")] {
            line.add(cell)
        }
        #expect(String(decoding: line.ended(), as: UTF8.self) == ",\"\",1.5,\"a,\"\"b\"\"\n\",é\n")
        line.add(.text("next"))
        #expect(String(decoding: line.ended(), as: UTF8.self) == "next\n")
    }
}
