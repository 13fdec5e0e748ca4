import Delivery
import Fetching
import Foundation
import Journal
import Purchases
import Push
import Queries

/// Secrets, certificates and folders, and room on the disk.
struct DoctorFiles {
    let config: RunConfig
    let environment: [String: String]
    let now: EventTime

    func findings() -> [DoctorFinding] {
        secrets().or(.ok("secrets", "secret files are there, and nobody else may read them"))
            + certificates() + folders().or(.ok("folders", "folders and files of sources can be used"))
            + disk()
    }

    // MARK: Secrets

    private var secretFiles: [String] {
        var files = [config.tokenKeyFile]
        for endpoint in config.deliveries + config.feedDeliveries {
            files += [endpoint.secretFile, endpoint.pseudonymKeyFile, endpoint.transport.keyFile]
            if case .mail(let plan) = endpoint.kind { files.append(plan.passwordFile) }
        }
        for source in config.sources {
            switch source.kind {
            case .push(let plan): files += [plan.tokensFile, plan.tls?.key]
            case .pull(let plan):
                files += [plan.passwordFile, plan.tokenFile, plan.key, plan.passphraseFile]
            case .query(let plan):
                if case .postgres(_, passwordFile: let file) = plan.database { files.append(file) }
            case .file, .folder: break
            }
        }
        var seen: Set<String> = []
        return files.compactMap(\.self).filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    private func secrets() -> [DoctorFinding] {
        var found = secretFiles.compactMap(secret)
        do throws(TokenKey.Unusable) {
            if try TokenKey.load(file: config.tokenKeyFile, environment: environment) == nil {
                found.append(
                    .fail(
                        "secrets",
                        "there is no token key: neither `token_key_file` nor \(TokenKey.environmentName)",
                        "make one with `tillwatch key new --out token.key`, and name it in the configuration")
                )
            }
        } catch {
            // A file that is not there is told already.
            if config.tokenKeyFile.map(FileManager.default.isReadableFile(atPath:)) ?? true {
                found.append(.fail("secrets", "\(error.place): \(error.what)", error.hint))
            }
        }
        return found
    }

    private func secret(_ path: String) -> DoctorFinding? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return .fail(
                "secrets", "\(path): \(String(cString: strerror(errno)))",
                "put the file there, or name another; `tillwatch key new` makes keys and secrets")
        }
        guard FileManager.default.isReadableFile(atPath: path) else {
            return .fail(
                "secrets", "\(path): this user may not read it",
                "give it to the user of the service: `chown USER \(path)`, `chmod 600 \(path)`")
        }
        guard status.st_mode & 0o007 == 0 else {
            return .fail("secrets", "\(path): everybody may read or write it", "`chmod 600 \(path)`")
        }
        return nil
    }

    // MARK: Certificates

    private func certificates() -> [DoctorFinding] {
        var files = (config.deliveries + config.feedDeliveries).flatMap {
            [$0.transport.certificateFile, $0.transport.authorityFile]
        }
        for source in config.sources {
            if case .push(let plan) = source.kind { files += [plan.tls?.certificate, plan.tls?.clients] }
        }
        return Set(files.compactMap(\.self)).sorted().map { file in
            do {
                guard let end = try PushTLS.expiry(of: file) else {
                    return .fail(
                        "certificates", "\(file): holds no certificate", "name a PEM file of certificates")
                }
                return Self.certificate(file, until: EventTime(microseconds: end * 1_000_000), now: now)
            } catch {
                return .fail(
                    "certificates", "\(file): cannot be read as certificates",
                    "name a PEM file that this user may read")
            }
        }
    }

    static func certificate(_ what: String, until end: EventTime, now: EventTime) -> DoctorFinding {
        let days = (end.microseconds - now.microseconds) / 86_400_000_000
        if end < now {
            return .fail("certificates", "\(what): the certificate ended at \(end)", "have it renewed")
        }
        return days < 21
            ? .warn(
                "certificates", "\(what): the certificate ends in \(days) days, at \(end)", "have it renewed")
            : .ok("certificates", "\(what): the certificate holds until \(end)")
    }

    // MARK: Folders

    private func folders() -> [DoctorFinding] {
        var found: [DoctorFinding] = []
        func need(_ path: String, _ mode: Int32, _ what: String, _ help: String) {
            guard access(path, mode) != 0 else { return }
            let reason = String(cString: strerror(errno))
            found.append(.fail("folders", "\(what) \(path): \(reason)", help))
        }
        let enter = R_OK | X_OK
        for source in config.sources {
            let name = "source \(source.name):"
            switch source.kind {
            case .file("-", _): break
            case .file(let path, _):
                need(path, R_OK, name, "make the file, or let the user of the service read it")
            case .folder(let plan):
                let mode = plan.done == .keep && plan.failed == nil ? enter : enter | W_OK
                need(
                    plan.folder, mode, name,
                    "make the folder, and let the user of the service read it and move files in it")
                if case .move(let folder) = plan.done {
                    need(folder, enter | W_OK, name, "make the folder, and let the service write in it")
                }
                if let failed = plan.failed {
                    need(failed, enter | W_OK, name, "make the folder, and let the service write in it")
                }
            case .pull(let plan): spool(plan.spool, name, need)
            case .query(let plan):
                spool(plan.spool, name, need)
                if case .sqlite(let path) = plan.database {
                    need(path, R_OK, name, "name the database, and let the user of the service read it")
                }
            case .push: break
            }
        }
        for endpoint in config.deliveries + config.feedDeliveries {
            guard case .written(let written) = endpoint.kind else { continue }
            let name = "endpoint \(endpoint.outbox):"
            let help = "make the folder, and let the user of the service write in it"
            switch written {
            case .file(let path): need(Self.folder(of: path), enter | W_OK, name, help)
            case .folder(let plan): need(Self.folder(of: plan.folder), enter | W_OK, name, help)
            case .standardOutput: break
            }
        }
        need(
            Self.folder(of: config.control), enter | W_OK, "control socket:",
            "let the service write in the folder")
        need(
            Self.folder(of: config.journal), enter | W_OK, "journal:",
            "make the folder, and let the user of the service write in it")
        return found
    }

    /// A spool is made where there is none.
    private func spool(_ path: String, _ name: String, _ need: (String, Int32, String, String) -> Void) {
        let exists = FileManager.default.fileExists(atPath: path)
        need(
            exists ? path : Self.folder(of: path), R_OK | W_OK | X_OK, name,
            "let the user of the service write there")
    }

    static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    // MARK: Room

    private func disk() -> [DoctorFinding] {
        let folder = Self.folder(of: config.journal)
        let told = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        guard let free = (told?[.systemFreeSize] as? NSNumber)?.int64Value else { return [] }
        let size = ["", "-wal"].reduce(Int64(0)) { sum, end in
            let told = try? FileManager.default.attributesOfItem(atPath: config.journal + end)
            return sum + ((told?[.size] as? NSNumber)?.int64Value ?? 0)
        }
        let room = "\(free >> 20) MiB are free beside the journal of \(size >> 20) MiB"
        if free < 64 << 20 {
            return [.fail("disk", room, "make room: the service stops reading when the disk is full")]
        }
        if free < max(256 << 20, 2 * size) {
            return [
                .warn(
                    "disk", room, "make room: bringing the file up to date and compacting take twice its size"
                )
            ]
        }
        return [.ok("disk", room)]
    }
}
