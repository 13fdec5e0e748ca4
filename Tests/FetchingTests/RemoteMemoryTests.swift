import Fetching
import Testing

struct RemoteMemoryTests {
    private func listing(_ lines: String...) -> RemoteListing {
        RemoteListing(Array(lines.joined(separator: "\r\n").utf8))
    }

    private func line(_ name: String, _ size: Int = 5, _ time: String = "Nov 27 20:38") -> String {
        "-rw-r--r--    1 root     root   \(size) \(time) \(name)"
    }

    @Test func `a listing gives its ordinary files`() {
        let found = listing(
            "total 12", "drwxr-xr-x    2 root root 4096 Nov 27 21:03 .", line("a b.csv"),
            line(" c", 0, "Jan  1  2025"),
            "lrwxrwxrwx 1 root root 3 Nov 27 21:03 l -> a", "11-27-26  08:38PM   123 dos.csv")
        #expect(
            found.entries == [
                .init(name: "a b.csv", size: 5, time: "Nov 27 20:38"),
                .init(name: " c", size: 0, time: "Jan 1 2025"),
            ])
        #expect(found.strange == 1)
    }

    @Test(arguments: ["../x", "a/b", "..", "a\u{1}b", ""])
    func `names that lead elsewhere are no names`(name: String) {
        #expect(listing(line(name)).entries == [])
    }

    @Test func `what was taken is fresh again when it changes`() {
        var memory = RemoteMemory(url: "u", boot: "b")
        func fresh(_ lines: String..., ready: PullPlan.Ready = .renamed) -> [String] {
            memory.fresh(RemoteListing(Array(lines.joined(separator: "\n").utf8)), ready: ready) {
                $0.hasSuffix(".csv")
            }
            .map(\.name)
        }
        #expect(
            fresh(line("b.csv"), line("a.csv"), line("x.txt"), line(".h.csv"), line("a.csv.part")) == [
                "a.csv", "b.csv",
            ])
        #expect(fresh(line("a.csv"), line("b.csv"), line("a.csv.done"), ready: .marker(".done")) == ["a.csv"])
        let entry = RemoteListing.Entry(name: "a.csv", size: 5, time: "Nov 27 20:38")
        memory.taken["a.csv"] = .init(stamp: .init(entry, modified: 9), isOwed: true)
        #expect(fresh(line("a.csv")) == [])
        #expect(fresh(line("a.csv", 6)) == ["a.csv"])
        #expect(fresh(line("a.csv", 5, "Nov 27 20:39")) == ["a.csv"])
        #expect(memory.owed(listing(line("a.csv"), line("b.csv"))) == [entry])
        #expect(memory.owed(listing(line("a.csv", 6))) == [])
        memory.forget(listing(line("b.csv")))
        #expect(memory.taken == [:])
    }

    @Test func `what moves between two looks is not whole`() {
        let before = listing(line("a.csv"), line("b.csv"), line("c.csv"))
        let later = listing(line("a.csv"), line("b.csv", 6), line("d.csv"))
        #expect(RemoteMemory.unchanged(before.entries, in: later).map(\.name) == ["a.csv"])
    }
}
