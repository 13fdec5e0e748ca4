import Push
import Testing

struct PushAccessTests {
    @Test func tokensAreLinesOfAFile() {
        #expect(PushAccess.tokens(of: "# tills\n\n  one-token \r\ntwo\n") == ["one-token", "two"])
    }

    @Test func onlyAValidTokenIsAdmitted() {
        let access = PushAccess(tokens: ["first-token", "second-token"])
        #expect(access.admits("Bearer first-token"))
        #expect(access.admits("bearer  second-token "))
        for wrong in [
            nil, "", "Bearer", "Bearer ", "first-token", "Basic first-token", "Bearer first",
            "Bearer first-token2",
        ] {
            #expect(!access.admits(wrong))
        }
        #expect(!PushAccess(tokens: []).admits("Bearer "))
    }
}
