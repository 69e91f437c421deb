import ArgumentParser
import Hourglass

/// The command `hourglass runs`.
struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List, show, compare and tidy up runs.",
    subcommands: [
      List.self, Show.self, Compare.self, Export.self, Tag.self, Note.self, Archive.self, Rename.self, Delete.self,
      Restore.self,
    ], defaultSubcommand: List.self)
}

/// Runs that a command takes.
struct RunNames: ParsableArguments {
  @Argument(help: ArgumentHelp("Runs: their names below --runs, or their folders.", valueName: "run"))
  var names: [String]

  /// The runs, below `folder`.
  func directories(below folder: String) throws -> [RunDirectory] {
    try names.map { try RunDirectory.find($0, runs: folder) }
  }
}
