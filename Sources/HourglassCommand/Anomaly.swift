import ArgumentParser
import CPUEngine
import Foundation
import Hourglass
import Insight

/// The command `hourglass anomaly`.
struct Anomaly: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how well a run separates images of other classes from normal ones.",
    discussion: """
        hourglass train --model AE --dataset mnist --classes 3 --name threes
        hourglass anomaly threes
        hourglass anomaly ae --normal cat --false-positive-rate 0.01

      The codes of the normal training images are the reference; test images of all \
      other classes are the anomalous ones. The run should be trained on the normal \
      classes alone, with --classes.
      """)

  @OptionGroup var source: RunImagesOptions

  @Option(parsing: .upToNextOption, help: "Normal classes, by number or name. (default: those the run was trained on)")
  var normal: [String] = []

  @Option(parsing: .unconditional, help: "The share of normal images that a threshold may call anomalous.")
  var falsePositiveRate = 0.05

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object a score as the last lines.")
  var json = false

  func validate() throws {
    guard (0...1).contains(falsePositiveRate) else {
      throw ValidationError("--false-positive-rate: expected 0 to 1, got \(falsePositiveRate)")
    }
  }

  func run() throws {
    let executor = try compute.executor()
    let run = try source.run()
    try run.trained.printState()
    let results = try run.anomalies(
      normal: normal, in: source.images(of: run), falsePositiveRate: falsePositiveRate, executor: executor)
    var table = Table(["score", "auroc", "average precision", "threshold", "detected at the threshold (%)"])
    for result in results {
      table.add([
        result.score.rawValue, MetricText.decimals(result.auroc, 4), MetricText.decimals(result.averagePrecision, 4),
        MetricText.significant(result.threshold), MetricText.decimals(100 * result.detectionRate, 1),
      ])
    }
    table.print()
    print("thresholds call at most \(MetricText.decimals(100 * falsePositiveRate, 1)) % of normal images anomalous")
    guard json else { return }
    for result in results { print(try result.jsonLine()) }
  }
}
