import ArgumentParser

/// `--color`, the same for every command that says what is wrong with files.
struct MessageOptions: ParsableArguments {
    @Option(help: "Whether messages are coloured: auto, always or never. NO_COLOR holds for auto.")
    var color: ColorChoice = .auto

    var colorsMessages: Bool { color.isOn(terminal: Console.errorIsTerminal) }
}

/// `--format` and `--color`, the same for every command that prints results.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, ndjson
    }

    @Option(help: "How results are printed: table for people (default on a terminal), ndjson for programs.")
    var format: Format?

    @OptionGroup var messages: MessageOptions

    var printsTable: Bool { (format ?? (Console.outputIsTerminal ? .table : .ndjson)) == .table }
    var colorsMessages: Bool { messages.colorsMessages }
}

extension ColorChoice: ExpressibleByArgument {}
