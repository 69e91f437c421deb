public import ArgumentParser
import Foundation
public import Hourglass
import Insight
import Tensors

/// The command `hourglass evaluate`.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the reconstructions and codes of runs, beside PCA and the mean image.",
    discussion: """
        hourglass evaluate AE/MNIST_Adam_lr=0.001 --split test
        hourglass evaluate AE/MNIST_Adam_lr=0.001 --dataset photos
        hourglass evaluate AE/MNIST_Adam_lr=0.001 AE/MNIST_Adam_lr=0.001_seed=1

      Each run's best checkpoint is measured on one part of its data. PCA with the \
      dimension of its code and the mean of the training images are measured on the \
      same images; these are computed once and saved in .yardsticks beside the runs. \
      With --dataset too they are computed from the run's own training images where \
      these are found; all training images of that data set count as train.

      A report as JSON, Markdown and one HTML page with pictures and the curves of the \
      training is written into the run's folder, below evaluation; the loss becomes the \
      run's line in validation_results.txt or test_results.txt beside the runs.

      Of several runs, those that differ in their seed alone are one row: mean ± \
      deviation.
      """)

  @OptionGroup var source: RunNamesOption

  @Option(
    help: ArgumentHelp(
      "The images to measure: train, validation or test. "
        + "(default: validation; with --dataset, test where there are test images, else train)"))
  var split: DatasetPart?

  @OptionGroup var data: RunDataOptions

  @Option(
    parsing: .unconditional,
    help: "Draws of a normal code for the log-likelihood of each image, in tens; 0 for none.")
  var draws = 100

  @Option(parsing: .unconditional, help: "Images with the smallest mse01, and with the largest, in the report.")
  var examples = 10

  @Option(
    help: ArgumentHelp(
      "A folder for the reports. (default: evaluation in each run's folder; none with --dataset)",
      valueName: "folder"))
  var output: String?

  @OptionGroup var existing: ForceOption
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object a run as the last lines.")
  var json = false

  func validate() throws {
    guard (0...100_000).contains(draws) else {
      throw ValidationError("--draws: expected 0 to 100000, got \(draws)")
    }
    guard (0...1000).contains(examples) else {
      throw ValidationError("--examples: expected 0 to 1000, got \(examples)")
    }
    if let output { try existing.check(folder: output) }
  }

  func run() throws {
    let executor = try compute.executor()
    var evaluations: [RunEvaluation] = []
    for name in source.names {
      let run = try source.runs.run(name, dataset: data.dataset, data.root)
      try run.trained.printState()
      let part = split ?? (data.dataset == nil ? .validation : run.dataset.test == nil ? .train : .test)
      let own = try data.dataset == nil ? run : ownImages(of: name)
      var evaluation = try run.evaluation(
        on: part, yardsticksFrom: own, draws: draws, ranked: examples, executor: executor)
      if own == nil {
        evaluation.notes.append("PCA and the mean image are not of the run's own training images, which are not found")
      }
      evaluations.append(evaluation)
      if source.names.count == 1 { show(evaluation) }
      if let page = try write(evaluation, of: run, part, executor) { print("report     \(page)") }
      let loss = evaluation.measured.evaluation.loss
      if data.dataset == nil, let lines = try run.writeResultLine(loss: loss, of: part) { print("loss in    \(lines)") }
    }
    if source.names.count > 1 { try compare(evaluations) }
    guard json else { return }
    for evaluation in evaluations { print(try EvaluationLine(evaluation).jsonLine()) }
  }

  /// The run with the images that it was trained on; nil where they cannot be used.
  private func ownImages(of name: String) throws -> Run? {
    do {
      return try source.runs.run(name, data.root)
    } catch let error as any ReportedError {
      Console.warning("PCA and the mean image are not of the run's training images: \(error)")
      return nil
    }
  }

  private func show(_ evaluation: RunEvaluation) {
    let tables = EvaluationTables(evaluation)
    let table = Table(tables.reconstruction.header, rows: tables.reconstruction.rows)
    table.print()
    let width = tables.details.map(\.name.count).max() ?? 0
    for (name, value) in tables.details {
      print(name + String(repeating: " ", count: width + 2 - name.count) + value)
    }
    if let images = evaluation.yardstickImages { print("PCA and the mean image are computed from \(images.words)") }
    for note in evaluation.notes { print(note) }
  }

  /// Writes the report of a run; nil where none is wanted.
  private func write(
    _ evaluation: RunEvaluation, of run: Run, _ part: DatasetPart, _ executor: any TensorExecutor
  ) throws -> String? {
    guard output != nil || data.dataset == nil else { return nil }
    let base = output ?? run.directory.evaluation
    let folder = output != nil && source.names.count > 1 ? "\(base)/\(run.name.replacing("/", with: "-"))" : base
    let figures = try EvaluationFigures(run.trained, run.images(of: part), executor).all(of: evaluation)
    let training = try TrainingComparison([run.trained])
    return try EvaluationReport(evaluation, figures: figures, training: training).write(to: folder)
  }

  private func compare(_ evaluations: [RunEvaluation]) throws {
    let comparison = RunComparison(evaluations)
    let table = Table(comparison.table.header, rows: comparison.table.rows)
    table.print()
    guard let output else { return }
    try AtomicFile.write(text: comparison.markdown + "\n", to: "\(output)/comparison.md")
    try AtomicFile.write(text: comparison.jsonLine() + "\n", to: "\(output)/comparison.json")
  }
}

extension DatasetPart: ExpressibleByArgument {}

/// A last line of `hourglass evaluate --json`: the main figures, and everything measured as `evaluation`.
private struct EvaluationLine: Encodable {
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
  var evaluation: RunEvaluation

  init(_ evaluation: RunEvaluation) {
    let metrics = evaluation.measured.evaluation
    (run, split, parameters) = (evaluation.run, evaluation.part, evaluation.parameters)
    (epochs, steps, seconds) = (evaluation.epoch, evaluation.step, evaluation.seconds)
    imagesPerSecond = Double(evaluation.measured.reconstruction.images) / max(evaluation.seconds, 1e-9)
    (lossName, lossDraws) = (evaluation.lossName, evaluation.lossDraws)
    (loss, mse, mse01, sse, psnr) = (metrics.loss, metrics.mse, metrics.mse01, metrics.sse, metrics.psnr)
    self.evaluation = evaluation
  }
}
