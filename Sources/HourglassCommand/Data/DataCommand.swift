import ArgumentParser

/// The command `hourglass data`.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Get, import, check and look at data sets.",
    subcommands: [
      List.self, Get.self, Import.self, Info.self, Show.self, Verify.self, Preview.self, Mean.self, DataBench.self,
    ])
}
