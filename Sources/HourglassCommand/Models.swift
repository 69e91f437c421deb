import ArgumentParser
import Hourglass
import ImageShapes
import Tensors

/// The command `hourglass models`.
struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the models, show one, or check a model file.", subcommands: [List.self, Show.self, Check.self],
    defaultSubcommand: List.self)

  /// The command `hourglass models list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the models.")

    func run() throws {
      var table = Table(["model", "parameters", "summary"])
      for kind in ModelCatalogue.kinds {
        let model = try TracedModel(kind.init(), image: kind.defaultImage)
        table.add([kind.name, Figures.count(model.parameterCount), kind.summary])
      }
      table.print()
    }
  }

  /// The command `hourglass models show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the source, the objective, the settings and the parameters of a model.")

    @Argument(help: "The model's name.")
    var name: String

    @Option(help: ArgumentHelp(#"Settings of the model as JSON, such as '{"code_size": 64}'."#, valueName: "json"))
    var modelArgs: String?

    @Option(
      help: ArgumentHelp("The image shape, such as 3x64x64. (default: the model's)", valueName: "CxHxW"),
      transform: ImageShape.init(flag:))
    var image: ImageShape?

    @Flag(help: "Print the model as a model file, to edit and train with --model FILE.yaml.")
    var yaml = false

    @Flag(help: "Print the model as a Torch listing, to edit and train with --model FILE.lua.")
    var torch = false

    func validate() throws {
      if yaml && torch { throw ValidationError("--yaml and --torch were given; give one of them") }
    }

    func run() throws {
      let (kind, configuration) = try FlagValues.checked {
        let settings = try modelArgs.map { try SettingValue.object(json: $0, place: "--model-args") } ?? [:]
        return (try ModelCatalogue.kind(named: name), try ModelCatalogue.configuration(name, settings))
      }
      let image = image ?? kind.defaultImage
      if yaml || torch {
        guard let network = try configuration.network(for: image) else {
          throw ModelFileError(
            .notDeclarable,
            Report(
              "this model is more than a list of layers and has no model file", got: kind.name,
              cure: "models with one: \(Self.declarable.joined(separator: ", "))"))
        }
        print(torch ? try network.torch(for: image) : network.yaml, terminator: "")
        return
      }
      let model = try TracedModel(configuration, image: image)
      print("\(kind.name): \(kind.summary)")
      print("source: \(kind.source)")
      print("objective: \(kind.objective.words)")
      for formula in kind.objective.formulas { print("    \(formula)") }
      print("    (\(ModelObjective.notation))")
      print("loss \(model.lossName), pixels \(configuration.pixelRange), images \(image)")
      print("\nsettings, for --model-args or a run file:")
      for line in Self.settings(of: configuration) { print(line) }
      var table = Table(["parameter", "shape", "count", "role"])
      for entry in model.parameters {
        let role = entry.parameter.role
        table.add([entry.name, "\(entry.parameter.dimensions)", Figures.count(entry.parameter.count), role.words])
      }
      table.add(["total", "", Figures.count(model.parameterCount), ""])
      print("")
      table.print()
      print("\na penalty without names, such as --l2-penalty 1e-4, applies to the parameters marked as penalised")
    }

    /// Two lines a setting: name and value, then help, range and default.
    private static func settings(of configuration: any ModelConfiguration) -> [String] {
      let texts = Dictionary(uniqueKeysWithValues: configuration.settingTexts)
      return type(of: configuration).settingDescriptions.flatMap { setting in
        ["  \(setting.name): \(texts[setting.name] ?? "")", "      \(setting.flagHelp)"]
      }
    }
  }

  /// The command `hourglass models check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a model file or a Torch listing, and print its layers or every error.")

    @Argument(help: ArgumentHelp("The model file, or a Torch listing (.lua).", valueName: "file.yaml"))
    var file: String

    @Option(
      help: ArgumentHelp(
        "The image shape, such as 1x28x28. (default: the file's; for a listing a common one)", valueName: "CxHxW"),
      transform: ImageShape.init(flag:))
    var image: ImageShape?

    func run() throws {
      let (network, plan) = try NetworkDescription.checked(path: file, image: image)
      for line in Self.lines(network, plan, image: image ?? network.image) { print(line) }
    }

    private static func lines(_ network: NetworkDescription, _ plan: NetworkPlan, image: ImageShape?) -> [String] {
      var table = Table(["layer", "type", "output", "parameters", "FLOPs"])
      table.add(["images", "", image.map { "\($0)" } ?? "", "", ""])
      for row in plan.rows {
        table.add([
          row.name, row.kind, row.output.map { "\($0)" }.joined(separator: "x"), Figures.count(row.parameters),
          Figures.count(row.operations),
        ])
      }
      table.add([
        "total", "", "", Figures.count(plan.rows.reduce(0) { $0 + $1.parameters }),
        Figures.count(plan.rows.reduce(0) { $0 + $1.operations }),
      ])
      let code = plan.code.map { "\($0)" }.joined(separator: "x")
      return ["\(network.name): code \(code), pixels \(network.pixelRange)", ""] + table.lines
    }
  }
}

extension Models.Show {
  /// The models that can be printed as a model file.
  static var declarable: [String] { ModelCatalogue.kinds.filter { $0 is any LayeredModel.Type }.map { $0.name } }
}

/// A model file that cannot be had.
struct ModelFileError: ReportedError {
  enum Code { case notDeclarable }
  let code: Code
  let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}

extension Parameter.Role {
  /// The role as `models show` prints it.
  fileprivate var words: String {
    switch self {
    case .weight: "weight, penalised"
    case .freeWeight: "weight, exempt from penalties"
    case .bias: "bias"
    case .scale: "scale"
    case .statistic: "statistic"
    }
  }
}
