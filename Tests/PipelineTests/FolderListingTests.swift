import Pipeline
import Purchases
import Testing

struct FolderListingTests {
    private func entry(_ name: String, size: Int64 = 10, modified: Int64 = 0) -> FolderListing.Entry {
        FolderListing.Entry(name: name, size: size, modified: modified * 1_000_000)
    }

    private func at(_ seconds: Int64) -> EventTime { EventTime(microseconds: seconds * 1_000_000) }

    @Test func aFileIsWholeWhenItHasNotChangedForAWhile() {
        var listing = FolderListing(ready: .stable(seconds: 10))
        #expect(listing.look([entry("a", modified: 100)], marked: [], now: at(100)) == [])
        #expect(listing.wake == at(110))
        #expect(listing.look([entry("a", modified: 100)], marked: [], now: at(109)) == [])
        // Written to at the last moment: the wait begins again.
        let grown = entry("a", size: 11, modified: 109)
        #expect(listing.look([grown], marked: [], now: at(110)) == [])
        #expect(listing.look([grown], marked: [], now: at(118)) == [])
        #expect(listing.look([grown], marked: [], now: at(119)) == [grown])
    }

    /// A clock that is behind, or a copy that keeps the time of the original, says nothing about when it was written here.
    @Test func aTimeInTheFutureWaitsFromWhenItWasSeen() {
        var listing = FolderListing(ready: .stable(seconds: 10))
        let late = entry("a", modified: 5_000)
        #expect(listing.look([late], marked: [], now: at(100)) == [])
        #expect(listing.look([late], marked: [], now: at(110)) == [late])
    }

    @Test func aMarkerOrANameTellsAtOnce() {
        var marked = FolderListing(ready: .marker(".done"))
        let file = entry("a", modified: 100)
        #expect(marked.look([file], marked: [], now: at(10_000)) == [])
        #expect(marked.wake == nil)
        #expect(marked.look([file], marked: ["a"], now: at(100)) == [file])
        var renamed = FolderListing(ready: .renamed)
        #expect(renamed.look([file], marked: [], now: at(100)) == [file])
    }

    @Test func whatWasTakenIsTakenAgainOnlyWhenItChanged() {
        var listing = FolderListing(ready: .renamed)
        let first = entry("a", modified: 1)
        listing.take(first)
        #expect(listing.look([first], marked: [], now: at(5)) == [])
        let other = entry("a", modified: 2)
        #expect(listing.look([other], marked: [], now: at(6)) == [other])
        listing.take(other)
        // Gone, and back as it was: it was put there once more.
        #expect(listing.look([], marked: [], now: at(7)) == [])
        #expect(listing.look([other], marked: [], now: at(8)) == [other])
    }

    @Test func filesComeInTheOrderInWhichTheyWereWritten() {
        var listing = FolderListing(ready: .renamed)
        let files = [entry("c", modified: 1), entry("a", modified: 2), entry("b", modified: 1)]
        #expect(listing.look(files, marked: [], now: at(9)).map(\.name) == ["b", "c", "a"])
    }
}
