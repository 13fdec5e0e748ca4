import Rules

/// Tries changes of a pack on its tests.
package struct MutationRun {
    package struct Survivor: Sendable {
        package var mutant: Mutant
        /// Nil: nobody says why.
        package var excuse: Excuse?
    }

    package let pack: Pack
    private var tests: [(file: TestFile, test: TestCase)]
    private let excuses: [Excuse]

    /// - Parameters:
    ///   - tests: tests that pass, with the files that they stand in.
    ///   - excuses: those of the files.
    package init(_ pack: Pack, tests: [(file: TestFile, test: TestCase)], excuses: [Excuse]) {
        self.pack = pack
        self.tests = tests
        self.excuses = excuses
    }

    package struct Result: Sendable {
        package var pack: Pack
        package var made: Int
        package var survivors: [Survivor]
        /// Excuses for changes that are noticed, or not made.
        package var idle: [Excuse]

        package var unexcused: [Mutant] { survivors.filter { $0.excuse == nil }.map(\.mutant) }

        /// For a person.
        package var lines: [String] {
            let excused = survivors.count - unexcused.count
            let width = survivors.map(\.mutant.name.count).max() ?? 0
            return [
                "",
                "changes of \(pack.id) \(pack.version): \(made) made, \(made - survivors.count) noticed, "
                    + "\(excused) excused, \(unexcused.count) alive",
            ]
                + survivors.map { survivor in
                    let name = padded(survivor.mutant.name, width)
                    guard let excuse = survivor.excuse else {
                        return "  alive    \(name)  \(survivor.mutant.change)"
                    }
                    return "  excused  \(name)  \(survivor.mutant.change); because \(excuse.reason)"
                }
        }
    }

    package func run() -> Result {
        let mutants = Mutant.all(of: pack)
        var survivors: [Survivor] = []
        var used: Set<Excuse> = []
        for mutant in mutants where !isNoticed(mutant) {
            let excuse = excuses.first { matches(mutant.name, $0.pattern) }
            if let excuse { used.insert(excuse) }
            survivors.append(Survivor(mutant: mutant, excuse: excuse))
        }
        return Result(
            pack: pack, made: mutants.count, survivors: survivors, idle: excuses.filter { !used.contains($0) }
        )
    }

    private func isNoticed(_ mutant: Mutant) -> Bool {
        // Tests that speak of the rule are the likeliest to notice.
        let likely = tests.filter { $0.test.names(mutant.rule) }
        return (likely + tests.filter { !$0.test.names(mutant.rule) }).contains { file, test in
            let packs = file.packs.map { $0.digest == pack.digest ? mutant.pack : $0 }
            var runner = TestRunner(file, packs: packs)
            return !runner.passes(test)
        }
    }
}

extension TestCase {
    fileprivate func names(_ rule: String?) -> Bool {
        guard let rule else { return true }
        return never.contains { $0.name == rule }
            || (alerts + holds).contains { $0.rules?.contains { $0.id == rule } ?? false }
    }
}

/// Whether a name fits a pattern in which `*` stands for any characters.
func matches(_ name: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else { return name == pattern }
    guard name.hasPrefix(first), name.hasSuffix(last), name.count >= first.count + last.count else {
        return false
    }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
        guard let range = rest.firstRange(of: part) else { return false }
        rest = rest[range.upperBound...]
    }
    return true
}
