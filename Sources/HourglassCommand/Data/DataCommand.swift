import ArgumentParser

/// The command `hourglass data`.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Get, import, check and look at data sets.",
    subcommands: [
      List.self, Info.self, Show.self, Verify.self, Import.self, Mean.self, Preview.self, DataBench.self,
    ])
}
