import CCrashFS
import Foundation

/// A folder on a disk that can fail at any call (`CCrashFS`), removed with the value.
final class CrashVolume {
    enum Fault: Int32, CaseIterable {
        case powerLoss = 1
        case ioError, diskFull, shortWrite, readError
    }

    /// What a loss of power leaves of what was not synced.
    enum Survival: Int32, CaseIterable {
        case nothing, everything, some, torn
    }

    struct Kinds: OptionSet {
        let rawValue: Int32
        static let database = Kinds(rawValue: 1)
        static let wal = Kinds(rawValue: 2)
        static let journal = Kinds(rawValue: 4)
    }

    struct Unusable: Error {}

    let journalPath: String
    private let folder: URL
    private let volume: OpaquePointer

    init() throws {
        guard crashfs_install() == 0 else { throw Unusable() }
        folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "crash-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard let volume = crashfs_mount(folder.path) else { throw Unusable() }
        self.volume = volume
        journalPath = folder.appending(path: "journal.db").path
    }

    deinit {
        crashfs_unmount(volume)
        try? FileManager.default.removeItem(at: folder)
    }

    /// Plans a fault for the calls from `first` on, counted from now.
    func plan(_ fault: Fault, first: Int, count: Int = 1, seed: UInt64) {
        crashfs_plan(volume, fault.rawValue, first, count, seed)
    }

    func endFault() { crashfs_plan(volume, 0, 0, 0, 0) }

    func ignoreSyncs(of kinds: Kinds) { crashfs_ignore_syncs(volume, kinds.rawValue) }

    var calls: Int { crashfs_calls(volume) }
    var hasStruck: Bool { crashfs_struck(volume) > 0 }
    var openFiles: Int { Int(crashfs_open_files(volume)) }

    /// Lets the power fail, where it has not yet, and come back.
    ///
    /// - Returns: how many changes were not synced.
    @discardableResult
    func powerOn(_ survival: Survival) throws -> Int {
        let changes = crashfs_power_on(volume, survival.rawValue)
        guard changes >= 0 else { throw Unusable() }
        return changes
    }
}
