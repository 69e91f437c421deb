import ArgumentParser
import Hourglass

/// The command `hourglass models`.
struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the models, or show one.", subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  /// The command `hourglass models list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the models.")

    func run() throws {
      var table = Table(["model", "parameters", "summary"])
      for kind in ModelCatalogue.kinds {
        let model = try TracedModel(kind.init(), image: kind.usualImage)
        table.add([kind.name, Figures.count(model.parameters.parameterCount), kind.summary])
      }
      for line in table.lines { print(line) }
    }
  }

  /// The command `hourglass models show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show a model: source, fields, parameters.")

    @Argument(help: "The model's name.")
    var name: String

    func run() throws {
      let kind = try ModelCatalogue.kind(named: name)
      let configuration = kind.init()
      let model = try TracedModel(configuration, image: kind.usualImage)
      print("\(kind.name): \(kind.summary)")
      print("source: \(kind.source)")
      print("loss \(model.lossName), pixels \(configuration.pixelRange), images \(kind.usualImage)")
      print("\nfields (defaults), for --model-args or a run file:")
      for (field, value) in try ModelCatalogue.fields(of: configuration).sorted(by: { $0.key < $1.key }) {
        print("  \(field): \(value)")
      }
      var table = Table(["parameter", "shape", "count"])
      for entry in model.parameters {
        table.add([entry.name, "\(entry.parameter.dimensions)", Figures.count(entry.parameter.count)])
      }
      table.add(["total", "", Figures.count(model.parameters.parameterCount)])
      print("")
      for line in table.lines { print(line) }
    }
  }
}
