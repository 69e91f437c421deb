import ArgumentParser
import Hourglass

/// The command `hourglass runs`.
struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List, show, compare and tidy up runs.",
    subcommands: [
      List.self, Show.self, Compare.self, Export.self, Import.self, Tag.self, Note.self, Group.self, Archive.self,
      Rename.self,
      Delete.self, Restore.self,
    ], defaultSubcommand: List.self)
}
