import Delivery
import Testing

/// What the answers of mail servers mean.
@Suite struct MailReplyTests {
    private func verdict(_ code: Int, _ stage: MailReply.Stage) -> Verdict {
        AttemptResult.replied(MailReply(code: code, stage: stage, note: "")).verdict
    }

    @Test func aWordAboutOneMailIsAboutThatMail() {
        #expect(verdict(250, .message) == .sent)
        for code in [450, 451, 452, 471] {
            #expect(verdict(code, .recipient) == .retryEvent(after: nil))
            #expect(verdict(code, .message) == .retryEvent(after: nil))
        }
        for code in [550, 551, 552, 553, 554] {
            #expect(verdict(code, .recipient) == .refused)
            #expect(verdict(code, .message) == .refused)
        }
    }

    @Test func aWordAboutAllPausesTheEndpoint() {
        for stage in [MailReply.Stage.session, .sender, .recipient, .message] {
            for code in [421, 454, 530, 534, 535, 538] {
                #expect(verdict(code, stage) == .pauseEndpoint(after: nil))
            }
        }
        for code in [450, 550, 554] {
            #expect(verdict(code, .sender) == .pauseEndpoint(after: nil))
            #expect(verdict(code, .session) == .pauseEndpoint(after: nil))
        }
    }

    @Test func whatIsToldNamesWhatItIsAbout() {
        let reply = MailReply(code: 550, stage: .recipient, note: "no such user")
        #expect(AttemptResult.replied(reply).error == "SMTP 550 about a recipient: no such user")
        #expect(AttemptResult.replied(MailReply(code: 250, stage: .message, note: "")).error == nil)
        #expect(AttemptResult.written.error == nil && AttemptResult.written.verdict == .sent)
    }
}
