import Documents
import Feeds
import Logging
import Purchases

/// Tells the log what happens at a source.
struct SourceNotices: Sendable {
    let name: String
    let logger: Logger

    func tell(_ notice: FileSource.Notice, of path: String) {
        let metadata: Logger.Metadata = ["source": "\(path)"]
        switch notice {
        case .resumed(let position):
            logger.info("the source goes on at line \(position.line)", metadata: metadata)
        case .changed:
            logger.warning(
                "the source is not the file that was read before; it is read from its beginning",
                metadata: metadata)
        case .replaced:
            logger.notice("the source was replaced; it is read from its beginning", metadata: metadata)
        case .leftOver(let rotated):
            logger.notice(
                "a file that was moved away is read to its end first",
                metadata: ["source": "\(path)", "file": "\(rotated)"])
        case .leftOut(let rotated, let error):
            logger.error(
                "a file that was moved away cannot be read; what it holds is left out",
                metadata: [
                    "source": "\(path)", "file": "\(rotated)",
                    "error": "\(error.diagnostic.rendered(color: false))",
                ])
        }
    }

    func tell(_ notice: FolderSource.Notice) {
        switch notice {
        case .reading(let path): logger.info("reading a file", metadata: metadata(path))
        case .finished(let path): logger.info("a file was read to its end", metadata: metadata(path))
        case .failed(let path, let error):
            var metadata = metadata(path)
            metadata["error"] = "\(error.diagnostic.rendered(color: false))"
            logger.error("a file cannot be read, and is left until it changes", metadata: metadata)
        case .stuck(let path, let reason):
            logger.error("a file that was read cannot be taken away: \(reason)", metadata: metadata(path))
        case .file(let path, let notice): tell(notice, of: path)
        case .folderUnreadable(let path, let reason):
            logger.error("the folder cannot be listed: \(reason)", metadata: metadata(path))
        }
    }

    func tell(_ notice: SpoolSource.Notice) {
        switch notice {
        // What was fetched anew takes the place of what was read before.
        case .folder(.file(_, .changed)): return
        case .folder(let notice): tell(notice)
        case .filler(.failed(let error, let again)):
            logger.error(
                "nothing could be fetched",
                metadata: [
                    "source": "\(name)", "again_in": "\(again.components.seconds)s", "error": "\(error)",
                ])
        case .filler(.recovered(let failures)):
            logger.notice("fetching again", metadata: ["source": "\(name)", "failures": "\(failures)"])
        }
    }

    private func metadata(_ path: String) -> Logger.Metadata { ["source": "\(name)", "file": "\(path)"] }
}
