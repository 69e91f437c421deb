import Catalogue
import Foundation

/// A chart of several runs, a line for each: the metrics that runs have in common.
enum ComparedChart: String, CaseIterable, Codable, Sendable {
  case loss, mse01, psnr

  /// A run's part of a chart.
  struct Run: Sendable {
    var name: String
    var history: MetricHistory
  }

  /// The chart that a single run has of the metric.
  var single: RunChart {
    switch self {
    case .loss: .loss
    case .mse01: .mse01
    case .psnr: .psnr
    }
  }

  /// Whether `history` has a value of the metric.
  func isKnown(in history: MetricHistory) -> Bool {
    validation(history).contains { $0?.isFinite == true }
      || self == .loss && history.trainingLoss.contains { $0?.isFinite == true }
  }

  /// The chart of `runs`; those without a value of the metric are left out.
  ///
  /// The loss is that of the validation images where all runs have it, else that of the training images. Epochs are
  /// positions only where the runs have as many steps in an epoch.
  ///
  /// - Parameters:
  ///   - runs: The runs, in the order of their lines.
  ///   - lossName: The name of the loss that all have.
  func document(_ runs: [Run], lossName: String?) -> ChartDocument {
    let known = runs.filter { isKnown(in: $0.history) }
    let isValidation = known.allSatisfy { validation($0.history).contains { $0?.isFinite == true } }
    let lines = known.map { run in
      let values = isValidation ? validation(run.history) : run.history.trainingLoss
      let points = zip(run.history.step, values).compactMap { step, value in
        value.flatMap { $0.isFinite ? (step, $0) : nil }
      }
      return Dictionary(points) { $1 }
    }
    let steps = Set(lines.flatMap(\.keys)).sorted()
    let what = self == .loss ? lossName.map { "Loss: \($0)" } ?? single.title : single.title
    return ChartDocument(
      title: "\(what), \(isValidation ? "validation" : "training") images", unit: single.unit,
      smoothing: single.isSmoothable, scale: single.scale,
      x: ChartDocument.Positions(epoch: Self.epochs(known.map(\.history), at: steps), step: steps),
      series: zip(known, lines).map { run, line in
        ChartDocument.Series(name: run.name, values: steps.map { line[$0] })
      })
  }

  /// The epoch of each of `steps`; nil where the runs have other numbers of steps in an epoch.
  private static func epochs(_ histories: [MetricHistory], at steps: [Int]) -> [Double?]? {
    guard haveEqualEpochs(histories) else { return nil }
    let known = Dictionary(histories.flatMap { zip($0.step, $0.epoch) }) { $1 }
    return steps.map { known[$0].map(Double.init) }
  }

  /// Whether an epoch has as many steps in all of `histories`.
  static func haveEqualEpochs(_ histories: [MetricHistory]) -> Bool {
    let lengths = histories.flatMap { zip($0.step, $0.epoch).map { Double($0) / Double(max($1, 1)) } }
    return Set(lengths).count <= 1
  }

  private func validation(_ history: MetricHistory) -> [Double?] {
    switch self {
    case .loss: history.loss
    case .mse01: history.mse01
    case .psnr: history.psnr
    }
  }
}
