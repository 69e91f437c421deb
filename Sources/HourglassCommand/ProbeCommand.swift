public import ArgumentParser
import CPUEngine
import Foundation
public import Hourglass
import Insight

/// The command `hourglass probe`.
struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Classify the codes of runs: how well do they separate classes?",
    discussion: """
        hourglass probe ae
        hourglass probe ae ae_seed=1 --probe svm --probe knn
        hourglass probe ae --layer encoder.0

      Classifiers are trained on the codes of the training images, and tested on the \
      test images, else on the validation images. Of several runs, the mean and the \
      deviation over seeds are reported too.
      """)

  @OptionGroup var source: RunNamesOption

  @Option(help: "A classifier. May be repeated. (default: logistic, svm, knn)")
  var probe: [Probe] = []

  @OptionGroup var layer: LayerOption

  @Option(parsing: .unconditional, help: "The maximum number of training images, the first ones. (default: all)")
  var trainingImages: Int?

  @OptionGroup var dataRoot: DataRootOption
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object a classifier and run as the last lines.")
  var json = false

  func validate() throws {
    if let trainingImages, trainingImages < 1 {
      throw ValidationError("--training-images: expected 1 or more, got \(trainingImages)")
    }
  }

  func run() throws {
    let executor = try compute.executor()
    let probes = probe.isEmpty ? [Probe.logistic, .svm, .neighbours] : probe
    var table = Table(["run", "layer", "size", "training images", "test images"] + probes.map { "\($0.rawValue) (%)" })
    var results: [ProbeResult] = []
    for name in source.names {
      let run = try source.runs.run(name, dataRoot)
      try run.trained.printState()
      let found = try run.probed(by: probes, layer: layer.name, trainingImages: trainingImages, executor: executor)
      results += found
      table.add(
        [run.name, layer.name ?? "code", "\(found[0].size)", "\(found[0].trainingImages)", "\(found[0].testImages)"]
          + found.map { MetricText.decimals(100 * $0.accuracy, 2) })
    }
    for (group, found) in Dictionary(grouping: results, by: \.nameWithoutSeed).sorted(by: { $0.key < $1.key })
    where Set(found.map(\.seed)).count > 1 {
      table.add(
        ["\(group), mean ± deviation", "", "", "", ""]
          + probes.map { probe in
            MetricText.spread(found.filter { $0.probe == probe }.map { 100 * $0.accuracy }) {
              MetricText.decimals($0, 2)
            }
          })
    }
    for probe in probes { print("\(probe.rawValue): \(probe.protocolText)") }
    table.print()
    for result in results {
      if let chosen = result.chosen { print("\(result.run), \(result.probe.rawValue): chosen \(chosen)") }
    }
    guard json else { return }
    for result in results { print(try result.jsonLine()) }
  }
}

extension Probe: ExpressibleByArgument {}
