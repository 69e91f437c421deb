import Catalogue
import Foundation

/// A chart of several runs, a line for each, or for the mean of seeds: the metrics that runs have in common.
enum ComparedChart: String, CaseIterable, Codable, Sendable {
  case loss, mse01, psnr

  /// A line of a chart: a run, or the mean of seeds with its deviation.
  struct Line: Sendable {
    var name: String
    /// The run's epochs, or those of each seed.
    var histories: [MetricHistory]
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

  /// The chart of `lines`; runs without a value of the metric are left out.
  ///
  /// The loss is that of the validation images where all runs have it, else that of the training images. Epochs are
  /// positions only where the runs have as many steps in an epoch. A mean is drawn where all of its seeds have a value.
  ///
  /// - Parameters:
  ///   - lines: The lines, in their order.
  ///   - lossName: The name of the loss that all have.
  func document(_ lines: [Line], lossName: String?) -> ChartDocument {
    let known = lines.map { line in
      Line(name: line.name, histories: line.histories.filter(isKnown))
    }.filter { !$0.histories.isEmpty }
    let histories = known.flatMap(\.histories)
    let isValidation = histories.allSatisfy { validation($0).contains { $0?.isFinite == true } }
    let values = known.map { line in
      Self.means(line.histories.map { points($0, isValidation: isValidation) })
    }
    let steps = Set(values.flatMap(\.keys)).sorted()
    let what = self == .loss ? lossName.map { "Loss: \($0)" } ?? single.title : single.title
    return ChartDocument(
      title: "\(what), \(isValidation ? "validation" : "training") images", unit: single.unit,
      smoothing: single.isSmoothable, scale: single.scale,
      x: ChartDocument.Positions(epoch: Self.epochs(histories, at: steps), step: steps),
      series: zip(known, values).map { line, values in
        ChartDocument.Series(
          name: line.name, values: steps.map { values[$0]?.mean },
          deviation: line.histories.count > 1 ? steps.map { values[$0]?.deviation } : nil)
      })
  }

  /// The values of the metric by step.
  private func points(_ history: MetricHistory, isValidation: Bool) -> [Int: Double] {
    let values = isValidation ? validation(history) : history.trainingLoss
    let points = zip(history.step, values).compactMap { step, value in
      value.flatMap { $0.isFinite ? (step, $0) : nil }
    }
    return Dictionary(points) { $1 }
  }

  /// The means of the values at the steps that all of `seeds` have.
  private static func means(_ seeds: [[Int: Double]]) -> [Int: SeedMean] {
    guard let first = seeds.first else { return [:] }
    let pairs = first.keys.compactMap { step -> (Int, SeedMean)? in
      let values = seeds.compactMap { $0[step] }
      guard values.count == seeds.count else { return nil }
      return SeedMean(values).map { (step, $0) }
    }
    return Dictionary(uniqueKeysWithValues: pairs)
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
