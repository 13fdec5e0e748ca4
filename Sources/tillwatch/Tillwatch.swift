import ArgumentParser

@main
struct Tillwatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tillwatch", abstract: "Screens sales for listed precursors.")
}
