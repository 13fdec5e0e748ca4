import Foundation
import GRDB

/// Why the journal could not do what was asked: what went wrong, where, and what to do about it.
package struct JournalError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        case notAJournal = "JOURNAL_FOREIGN"
        case newerSchema = "JOURNAL_NEWER"
        case olderSchema = "JOURNAL_OLDER"
        case isDirectory = "JOURNAL_DIRECTORY"
        case missing = "JOURNAL_MISSING"
        case exists = "JOURNAL_EXISTS"
        case cannotOpen = "JOURNAL_CANNOT_OPEN"
        case readOnly = "JOURNAL_READ_ONLY"
        case locked = "JOURNAL_LOCKED"
        case busy = "JOURNAL_BUSY"
        case diskFull = "JOURNAL_DISK_FULL"
        case diskFailed = "JOURNAL_DISK_FAILED"
        case damaged = "JOURNAL_DAMAGED"
        case notDurable = "JOURNAL_NOT_DURABLE"
        case installationDiffers = "JOURNAL_INSTALLATION"
        case settingDiffers = "JOURNAL_SETTING"
        case packChanged = "PACK_CHANGED"
        case packsDiffer = "PACKS_DIFFER"
        case packUnknown = "PACK_UNKNOWN"
        case packBuyers = "PACK_BUYERS"
        case rejudgeNeeded = "REJUDGE_NEEDED"
        case packOlder = "PACK_OLDER"
        case packUnsigned = "PACK_UNSIGNED"
        case outOfRange = "OUT_OF_RANGE"
        case failed = "JOURNAL_FAILED"
    }

    package var code: Code
    package var what: String
    /// The journal's file; nil in memory.
    package var place: String?
    package var hint: String?

    package init(_ code: Code, _ what: String, at place: String?, hint: String? = nil) {
        self.code = code
        self.what = what
        self.place = place
        self.hint = hint
    }

    /// `FILE: error[CODE]: what`, then `help: hint` on a line of its own.
    package var description: String {
        let start = "\(place.map { "\($0): " } ?? "")error[\(code.rawValue)]: \(what)"
        return hint.map { "\(start)\nhelp: \($0)" } ?? start
    }
}

extension JournalError {
    /// A database's error in the journal's words; errors of others, those of a `judge` for one, pass unchanged.
    static func translated(_ error: any Error, at place: String?) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        return JournalError(error, at: place)
    }

    init(_ error: DatabaseError, at place: String?) {
        let told = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_NOTADB:
            self = .foreign(at: place)
        case .SQLITE_FULL,
            .SQLITE_IOERR where error.isFull:
            self.init(
                .diskFull, "the disk is full: \(told)", at: place,
                hint: "free space and run again; nothing that was committed is lost")
        case .SQLITE_IOERR:
            self.init(
                .diskFailed, "the disk failed: \(told)", at: place,
                hint: "check the disk, then run again; what was committed is kept")
        case .SQLITE_CORRUPT:
            self.init(
                .damaged, "the file is damaged: \(told)", at: place,
                hint:
                    "restore a backup, take over what can be read (`tillwatch journal restore --salvage`), or scan the inputs again with a new journal file"
            )
        case .SQLITE_READONLY where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK:
            self.init(
                .readOnly, "a run that was killed left the file half made: \(told)", at: place,
                hint: "run `tillwatch scan` with it again; that finishes it")
        case .SQLITE_READONLY:
            self.init(
                .readOnly, "the journal cannot be written: \(told)", at: place,
                hint: "check the permissions of the file and of its folder")
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                .cannotOpen, "the journal cannot be opened: \(told)", at: place,
                hint: "check that the folder exists and that you may write there")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .busy, "another program holds the journal: \(told)", at: place,
                hint: "end that program, or wait until it is done")
        default:
            self.init(.failed, "\(error)", at: place)
        }
    }

    static func foreign(at place: String?) -> JournalError {
        JournalError(
            .notAJournal, "not a Tillwatch journal", at: place,
            hint: "name the file of a journal, or one that does not exist yet")
    }
}

extension DatabaseError {
    /// Also where no room was left for the memory that connections share, a file beside the journal.
    fileprivate var isFull: Bool {
        resultCode == .SQLITE_FULL || extendedResultCode == .SQLITE_IOERR_SHMSIZE
    }
}
