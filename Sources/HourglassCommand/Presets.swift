import ArgumentParser
import Hourglass

/// The command `hourglass presets`.
struct Presets: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the presets, or show one as a run file.", subcommands: [List.self, Show.self],
    defaultSubcommand: List.self)

  /// The command `hourglass presets list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the presets; `hourglass train --preset NAME` trains one.")

    func run() {
      var table = Table(["preset", "published", "summary"])
      for preset in PresetCatalogue.all {
        let figures = preset.figures.map { Figures.short($0.value) }.joined(separator: ", ")
        table.add([preset.name, figures.isEmpty ? "-" : figures, preset.summary])
      }
      table.print()
    }
  }

  /// The command `hourglass presets show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a preset as a run file, to copy and edit.")

    @Argument(help: "The preset's name.")
    var name: String

    func run() throws {
      let preset = try FlagValues.checked { try PresetCatalogue.preset(named: name) }
      print("# \(preset.summary)")
      for figure in preset.figures {
        print("# published: \(figure.quantity.description) \(Figures.short(figure.value)), \(figure.source)")
      }
      print(preset.runFile)
    }
  }
}
