import Fetching
import Testing

struct WebMemoryTests {
    private func memory(kept: WebMemory.Version? = nil, part: WebMemory.Version? = nil) -> WebMemory {
        var memory = WebMemory(url: "https://example.org/a.csv")
        (memory.kept, memory.part) = (kept, part)
        return memory
    }

    @Test func `at first everything is asked for`() {
        let question = memory().question(arrived: 0)
        #expect(question.headers == [] && question.range == nil)
    }

    @Test func `what is known is asked about`() {
        let question = memory(kept: .init(tag: "W/\"1\"", modified: "Mon")).question(arrived: 0)
        #expect(
            question.headers == ["If-None-Match: W/\"1\"", "If-Modified-Since: Mon"] && question.range == nil)
    }

    @Test func `a rest is asked for by a strong tag alone`() {
        let strong = memory(kept: .init(tag: "\"1\""), part: .init(tag: "\"2\"")).question(arrived: 7)
        #expect(strong.headers == ["If-Range: \"2\""] && strong.range == "7-")
        for part in [WebMemory.Version(tag: "W/\"2\""), .init(modified: "Mon"), nil] {
            #expect(memory(part: part).question(arrived: 7).range == nil)
        }
        #expect(memory(part: .init(tag: "\"2\"")).question(arrived: 0).range == nil)
    }

    @Test(arguments: [
        (200, [:], 7, WebMemory.Meaning.whole), (200, [:], 0, .whole), (304, [:], 0, .unchanged),
        (206, ["content-range": "bytes 7-9/10"], 7, .rest),
        (206, ["content-range": "bytes 7-9/10", "etag": "\"2\""], 7, .rest),
        (206, ["content-range": "bytes 7-9/10", "etag": "\"3\""], 7, .again),
        (206, ["content-range": "bytes 0-9/10"], 7, .again), (206, [:], 7, .again), (416, [:], 7, .again),
        (206, ["content-range": "bytes 0-9/10"], 0, .refused(206)), (416, [:], 0, .refused(416)),
        (404, [:], 0, .refused(404)), (0, [:], 0, .refused(0)),
    ])
    func `an answer means what it can`(
        status: Int, headers: [String: String], arrived: Int64, meaning: WebMemory.Meaning
    ) {
        let asked = memory(part: .init(tag: "\"2\""))
        #expect(asked.meaning(status: status, headers: headers, arrived: arrived) == meaning)
    }
}
