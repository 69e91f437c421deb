import Catalogue

extension RunChart {
  /// The chart of `points`, in the order of their steps.
  ///
  /// - Parameters:
  ///   - points: The points; those that the chart has no value of are left out.
  ///   - lossName: The name of the loss.
  func document(_ points: [RunPoint], lossName: String?) -> ChartDocument {
    let curves = curves
    let shown = points.filter { point in curves.contains { $0.value(point)?.isFinite == true } }
    let positions = ChartDocument.Positions(
      epoch: shown.map(\.epoch), step: shown.map(\.step),
      wall: shown.allSatisfy { $0.wall != nil } ? shown.map(\.wall) : nil)
    let series = curves.enumerated().map { place, curve in
      ChartDocument.Series(
        name: curve.name, part: curve.part, colour: place,
        values: shown.map { point in curve.value(point).flatMap { $0.isFinite ? $0 : nil } })
    }
    let title = self == .loss ? lossName.map { "Loss: \($0)" } ?? self.title : self.title
    return ChartDocument(
      title: title, unit: unit, smoothing: isSmoothable, scale: scale, x: positions,
      series: series.filter { series in series.values.contains { $0 != nil } })
  }

  /// The value that a baseline of a run has in this chart; nil where it has none.
  func value(of baseline: RunBaselines.Baseline) -> Double? {
    switch self {
    case .mse01: baseline.mse01
    case .psnr: baseline.psnr
    default: nil
    }
  }

  private struct Curve {
    var name: String
    var part: String?
    var value: (RunPoint) -> Double?
  }

  private var curves: [Curve] {
    switch self {
    case .loss:
      [
        Curve(name: "training", part: "training", value: \.trainingLoss),
        Curve(name: "validation", part: "validation") { $0.validation[.loss] },
        Curve(name: "single steps", part: nil, value: \.stepLoss),
      ]
    case .mse01: [Curve(name: "validation", part: "validation") { $0.validation[.mse01] }]
    case .psnr: [Curve(name: "validation", part: "validation") { $0.validation[.psnr] }]
    case .learningRate: [Curve(name: "learning rate", part: nil, value: \.learningRate)]
    case .gradientNorm: [Curve(name: "gradient norm", part: nil, value: \.gradientNorm)]
    case .throughput: [Curve(name: "images/s", part: nil, value: \.imagesPerSecond)]
    case .memory: [Curve(name: "memory", part: nil) { $0.residentBytes.map { Double($0) / 1e6 } }]
    }
  }
}
