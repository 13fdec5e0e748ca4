import Foundation
import TestSupport

/// Compresses and packs with Python's own modules, which share no code with the reader.
enum Packer {
    /// What packs one file.
    enum Kind: String, CaseIterable, Sendable {
        case plain, gzip, bzip2, xz, zstd, lz4, zip, zipStored, zipBzip2, tar, tarGzip, tarBzip2, tarXz

        var module: String {
            switch self {
            case .zstd: "zstandard"
            case .lz4: "lz4.frame"
            default: "zlib"
            }
        }

        var isArchive: Bool { rawValue.hasPrefix("zip") || rawValue.hasPrefix("tar") }
        /// Whether the bytes are checked by a sum, so that no change stays unseen.
        var isChecked: Bool { self != .plain && self != .tar }
    }

    /// Those that Python can make here.
    static let kinds: [Kind] = Kind.allCases.filter { kind in
        Python.isThere && (try? Python.run("import \(kind.module)", input: "")) != nil
    }

    /// In an archive the content stands between a folder, a hidden file, and what macOS adds.
    static let functions = """
        import bz2, gzip, io, lzma, sys, tarfile, zipfile
        def tar(members, mode="w"):
            out = io.BytesIO()
            with tarfile.open(fileobj=out, mode=mode) as t:
                for name, data in members:
                    info = tarfile.TarInfo(name.rstrip("/"))
                    if name.endswith("/"): info.type = tarfile.DIRTYPE
                    info.size = len(data)
                    t.addfile(info, io.BytesIO(data))
            return out.getvalue()
        def zipped(members, method=zipfile.ZIP_DEFLATED):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", method) as z:
                for name, data in members: z.writestr(name, data)
            return out.getvalue()
        def zstd(data):
            import zstandard
            return zstandard.ZstdCompressor(write_checksum=True).compress(data)
        def lz4(data):
            import lz4.frame
            return lz4.frame.compress(data, content_checksum=True)
        def pack(kind, members):
            data = members[0][1] if members else b""
            return {"plain": lambda: data, "gzip": lambda: gzip.compress(data), "bzip2": lambda: bz2.compress(data),
                    "xz": lambda: lzma.compress(data), "zstd": lambda: zstd(data), "lz4": lambda: lz4(data),
                    "zip": lambda: zipped(members), "zipStored": lambda: zipped(members, zipfile.ZIP_STORED),
                    "zipBzip2": lambda: zipped(members, zipfile.ZIP_BZIP2), "tar": lambda: tar(members),
                    "tarGzip": lambda: tar(members, "w:gz"), "tarBzip2": lambda: tar(members, "w:bz2"),
                    "tarXz": lambda: tar(members, "w:xz")}[kind]()
        NOISE = [("__MACOSX/._a.csv", b"\\x00\\x05\\x16\\x07"), (".hidden", b"no"), ("a/.DS_Store", b"x"), ("day.complete", b"")]

        """

    /// Runs lines of Python that know the functions above; `folder` is the folder to write to.
    static func run(_ program: String, in folder: Folder) throws {
        _ = try Python.run(
            functions + "\nfolder = open(sys.argv[1]).read()\n" + program, input: folder.url.path)
    }

    /// One content packed in one way, read back as a path.
    static func pack(_ kind: Kind, _ content: [UInt8], in folder: Folder) throws -> String {
        let path = try folder.write("content", content)
        try run(
            """
            data = open(folder + "/content", "rb").read()
            members = [("day.csv", data)]
            kind = "\(kind.rawValue)"
            if kind.startswith("tar") or kind.startswith("zip"): members = [("a/", b"")] + members + NOISE
            if not (kind.startswith("tar") or kind.startswith("zip")): members = members[:1]
            open(folder + "/packed", "wb").write(pack(kind, members))
            """, in: folder)
        return path.replacing("/content", with: "/packed")
    }
}
