import Documents

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The names of inputs as they stand on the command line: files, patterns, and `-` for standard input.
package enum InputName {
    package static let standardInput = "-"

    /// The inputs to read, in the order given; what a pattern matches in bytewise order. None given: standard input.
    ///
    /// - Throws: everything that is wrong with the names, in one report.
    package static func expand(_ names: [String]) throws(DiagnosticReport) -> [String] {
        guard !names.isEmpty else { return [standardInput] }
        var expanded: [String] = []
        var errors: [FeedError] = []
        for name in names {
            if name == standardInput {
                if expanded.contains(name) {
                    errors.append(
                        FeedError(
                            .inputRepeated, source: name, message: "standard input is named twice",
                            help: "name `-` once"))
                }
                expanded.append(name)
                continue
            }
            if !exists(name), isPattern(name) {
                let matches = matching(name)
                if matches.isEmpty { errors.append(noMatch(name)) }
                for match in matches { errors += problem(match).map { [$0] } ?? [] }
                expanded += matches
            } else {
                errors += problem(name).map { [$0] } ?? []
                expanded.append(name)
            }
        }
        guard errors.isEmpty else { throw DiagnosticReport(errors.map(\.diagnostic)) }
        return expanded
    }

    private static func noMatch(_ pattern: String) -> FeedError {
        FeedError(
            .inputNoMatch, source: pattern, message: "no file matches this pattern",
            help: "list the folder, and quote the pattern so that the shell leaves it alone")
    }

    private static func exists(_ name: String) -> Bool { unsafe access(name, F_OK) == 0 }

    private static func isPattern(_ name: String) -> Bool { name.contains { "*?[".contains($0) } }

    /// Why a name cannot be read, or nil.
    static func problem(_ name: String) -> FeedError? {
        var status = stat()
        // because both calls take a text that lives as long as they do, and a place that is ours.
        guard unsafe stat(name, &status) == 0 else {
            return FeedError(
                .missingInput, source: name, message: "there is no such file",
                help: "check the name; it counts from the folder the command is started in")
        }
        if status.st_mode & S_IFMT == S_IFDIR, !FolderStream.isSet(name) {
            return FeedError(
                .inputIsFolder, source: name, message: "this is a folder",
                help: "name its files: '\(name.hasSuffix("/") ? name : name + "/")*.csv'")
        }
        guard unsafe access(name, R_OK) == 0 else {
            return FeedError(
                .unreadableInput, source: name, message: "this file may not be read",
                help: "give the user that runs this program the right to read it")
        }
        return nil
    }

    private static func matching(_ pattern: String) -> [String] {
        var found = unsafe glob_t()
        // because glob fills what globfree gives back, and the texts are copied in between.
        defer { unsafe globfree(&found) }
        guard unsafe glob(pattern, GLOB_NOSORT, nil, &found) == 0 else { return [] }
        var names: [String] = []
        for index in 0..<Int(unsafe found.gl_pathc) {
            // because glob promises gl_pathc texts.
            if let path = unsafe found.gl_pathv[index] { names.append(unsafe String(cString: path)) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
