public import ArgumentParser
import Foundation
public import Hourglass

/// The command `hourglass evaluate`.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the reconstructions of a run's best checkpoint.",
    discussion: """
        hourglass evaluate AE/MNIST_Adam_lr=0.001 --split test
        hourglass evaluate AE/MNIST_Adam_lr=0.001 --dataset photos
      """)

  @Argument(help: ArgumentHelp("A run: its name below --runs, or its folder.", valueName: "run"))
  var name: String

  @Option(
    help:
      "The images to measure: train, validation or test. (default: validation; with --dataset, test where there are test images, else train)"
  )
  var split: DatasetPart?

  @Option(
    help: "A data set, by name or path, to measure instead of the run's own; all its training images count as train.")
  var dataset: String?

  @OptionGroup var dataRoot: DataRootOption

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var runs: RunsOption

  @Flag(help: "Print one JSON object as the last line.")
  var json = false

  func run() throws {
    let run = try Run.open(
      RunDirectory.find(name, runs: runs.folder), runs: runs.folder, dataset: dataset, dataRoot: dataRoot.folder,
      environment: ProcessInfo.processInfo.environment)
    let split = split ?? (dataset == nil ? .validation : run.dataset.test == nil ? .train : .test)
    let executor = try compute.executor()
    let begin = ContinuousClock().now
    let evaluation = try run.evaluate(split, executor: executor)
    let seconds = (ContinuousClock().now - begin).seconds
    let table = Figures.table(
      [(split.rawValue, evaluation)], lossName: run.model.lossName, draws: run.model.lossDraws)
    for line in table.lines { print(line) }
    guard json else { return }
    let position = try run.trained.position()
    let report = EvaluationReport(
      run: run.name, split: split.rawValue, parameters: run.model.parameterCount,
      epochs: position.epoch, steps: position.step, seconds: seconds,
      imagesPerSecond: Double(try run.images(of: split).count) / seconds, lossName: run.model.lossName,
      lossDraws: run.model.lossDraws, loss: evaluation.loss, mse: evaluation.mse, mse01: evaluation.mse01,
      sse: evaluation.sse, psnr: evaluation.psnr)
    print(try report.jsonLine())
  }
}

extension DatasetPart: ExpressibleByArgument {}

/// The last line of `hourglass evaluate --json`.
private struct EvaluationReport: Encodable {
  var run: String
  var split: String
  var parameters: Int
  /// Epochs and steps that the checkpoint has seen.
  var epochs: Int
  var steps: Int
  var seconds: Double
  var imagesPerSecond: Double
  var lossName: String
  /// The draws of noise for each image that the loss is a mean of; the other metrics are of the mean code.
  var lossDraws: Int
  var loss, mse, mse01, sse, psnr: Double
}
