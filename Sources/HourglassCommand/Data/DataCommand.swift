import ArgumentParser

/// The command `hourglass data`.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Get, import, check and look at data sets.", subcommands: [])
}
