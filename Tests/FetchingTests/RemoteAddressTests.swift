import Fetching
import Testing

struct RemoteAddressTests {
    @Test(arguments: [
        (
            "https://example.org/a/b.csv?key=secret", "https://example.org/a/b.csv?key=secret",
            "https://example.org/a/b.csv"
        ),
        (
            "HTTPS://example.org:8443/a.csv", "https://example.org:8443/a.csv",
            "https://example.org:8443/a.csv"
        ),
        ("sftp://example.org/~/out", "sftp://example.org/~/out/", "sftp://example.org/~/out"),
        ("ftps://example.org", "ftps://example.org/", "ftps://example.org/"),
        ("ftpes://example.org:21/a/", "ftp://example.org:21/a/", "ftpes://example.org:21/a/"),
    ])
    func `an address is taken apart as curl does`(text: String, url: String, shown: String) throws {
        let address = try RemoteAddress(text)
        #expect(address.url == url)
        #expect(address.shown == shown)
    }

    @Test(arguments: [
        ("http://example.org/a", RemoteAddress.Problem.scheme("http")),
        ("file:///etc/passwd", .scheme("file")),
        ("ftp://example.org/", .scheme("ftp")), ("https://u@example.org/a", .hasCredentials),
        ("sftp://u:p@example.org/a/", .hasCredentials), ("https://example.org/a/", .noFile),
        ("https:///", .unreadable),
        ("sftp://example.org/a%0Arm%20b/", .unreadable),
    ])
    func `what is not a way in is refused`(text: String, problem: RemoteAddress.Problem) {
        #expect(throws: problem) { try RemoteAddress(text) }
    }
}
