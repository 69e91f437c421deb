import ArgumentParser
import Foundation
import Hourglass

/// The command `hourglass reproduce`.
struct Reproduce: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a preset, and compare it with the published figures.",
    discussion: """
      The runs stay below --runs, so the same command resumes them and trains nothing twice. The exit code is 0 whether \
      or not the figures are reproduced; the table shows which are.
      """)

  @Argument(help: "The preset's name; `hourglass presets` lists them.")
  var preset: String

  @Option(parsing: .unconditional, help: "The number of seeds to train, from seed 0. (default: the preset's)")
  var seeds: Int?

  @Option(help: "A data set, by name or path, instead of the preset's.")
  var dataset: String?

  @OptionGroup var dataRoot: DataRootOption

  @Option(
    parsing: .unconditional, help: "Epochs instead of the preset's, which changes the published protocol.")
  var epochs: Int?

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var runs: RunsOption

  @Flag(help: "Print one JSON object as the last line.")
  var json = false

  func validate() throws {
    if let seeds, seeds < 1 { throw ValidationError("--seeds: expected 1 or more, got \(seeds)") }
    if let epochs, epochs < 1 { throw ValidationError("--epochs: expected 1 or more, got \(epochs)") }
  }

  func run() throws {
    let preset = try FlagValues.checked { try PresetCatalogue.preset(named: self.preset) }
    guard !preset.figures.isEmpty else {
      throw ValidationError(
        "\(preset.name) has no published figure; train it with `hourglass train --preset \(preset.name)`")
    }
    print("\(preset.name): \(preset.summary)")
    let executor = try compute.executor(stoppingBy: ComputeOptions.endTraining)
    let session = RunSession(
      executor: executor, choice: try DeviceChoice(compute, restart: false), runs: runs.folder, restart: false,
      printsJSON: false)
    let trained = try (0..<(seeds ?? preset.seeds)).map { seed in
      try train(preset, seed: seed, session)
    }
    let reproduction = try Reproduction(preset, runs: trained, executor: executor)
    print("")
    var table = Table(["figure", "published", "measured", "allowed", "verdict"])
    for comparison in reproduction.comparisons {
      table.add([
        comparison.figure.quantity.description, Figures.short(comparison.figure.value),
        comparison.measured.map { Figures.number($0) }.joined(separator: " "), comparison.figure.tolerance.description,
        comparison.isMet ? "reproduced" : "missed",
      ])
    }
    table.print()
    for source in Set(preset.figures.map(\.source)).sorted() { print("source: \(source)") }
    if let size = preset.comparesWithPCA { try comparePCA(preset, size, session) }
    if json { print(try ReproductionReport(reproduction).jsonLine()) }
  }

  private func train(_ preset: Preset, seed: Int, _ session: RunSession) throws -> Run {
    var settings = try preset.settings()
    settings.name = "reproduce/\(preset.name)/seed-\(seed)" + (epochs.map { "-epochs-\($0)" } ?? "")
    settings.training.seed = UInt64(seed)
    if let epochs { settings.training.epochs = epochs }
    return try train(settings, session)
  }

  private func train(_ settings: RunSettings, _ session: RunSession) throws -> Run {
    var settings = settings
    if let dataset { settings.data.dataset = dataset }
    settings.data.root = dataRoot.folder
    let configuration = try settings.resolved()
    try session.train(configuration)
    let data = try configuration.loadDataset(environment: ProcessInfo.processInfo.environment)
    return try Run(configuration, dataset: data, runs: runs.folder)
  }

  /// Prints the metrics of PCA with the same number of components.
  private func comparePCA(_ preset: Preset, _ size: Int, _ session: RunSession) throws {
    var settings = RunSettings()
    settings.name = "reproduce/\(preset.name)/pca-\(size)"
    settings.model = "PCA"
    settings.modelFields = ["code_size": .integer(Int128(size))]
    settings.data.dataset = try preset.settings().data.dataset
    let run = try train(settings, session)
    guard let test = RunOverview(run.directory).results?.test else { return }
    print("beside it: PCA with \(size) components, test sse \(Figures.number(test.sse))")
  }
}

/// The last line of `hourglass reproduce --json`.
private struct ReproductionReport: Encodable {
  struct Figure: Encodable {
    var quantity: String
    var published: Double
    var measured: [Double]
    var allowed: String
    var isMet: Bool
    var source: String
  }
  var preset: String
  var figures: [Figure]

  init(_ reproduction: Reproduction) {
    preset = reproduction.preset.name
    figures = reproduction.comparisons.map {
      Figure(
        quantity: $0.figure.quantity.description, published: $0.figure.value, measured: $0.measured,
        allowed: $0.figure.tolerance.description, isMet: $0.isMet, source: $0.figure.source)
    }
  }
}
