import Training

extension TrainingComparison {
  /// A metric of curves.
  public enum Curve: String, CaseIterable, Codable, Hashable, Sendable {
    /// The loss, of runs with one loss: dashed on the training images, solid on the validation images.
    case loss
    /// The mean squared error on the validation images, in pixels from 0 to 1.
    case mse01
    /// The peak signal-to-noise ratio of the validation images in dB.
    case psnr
    /// The learning rate of each epoch's last step.
    case learningRate = "learning-rate"
  }

  /// The curves of all runs in one chart; nil where no run has such points.
  ///
  /// PCA and the mean image are dashed lines where they are measured and the metric has them.
  ///
  /// - Parameters:
  ///   - curve: The metric.
  ///   - isLogarithmic: Whether the y axis is logarithmic.
  ///   - hasMeans: Whether runs that differ in their seed alone are one line, their mean, in a band of their deviation.
  public func chart(_ curve: Curve, isLogarithmic: Bool = false, hasMeans: Bool = false) -> LineChart? {
    if curve == .loss, !hasOneLoss { return nil }
    var series: [LineChart.Series] = []
    for (number, line) in lines(hasMeans: hasMeans).enumerated() {
      let curves = line.runs.map { runs[$0].curve }
      if curve == .loss {
        let means = SeedMean.byEpoch(curves.map { $0.map { ($0.epoch, $0.trainingLoss) } })
        series.append(
          LineChart.Series(
            "\(line.name), training", means.map { (Double($0.epoch), $0.value.mean) }, isDashed: true, colour: number))
      }
      let means = SeedMean.byEpoch(curves.map { $0.compactMap { point in point[curve].map { (point.epoch, $0) } } })
      guard !means.isEmpty else { continue }
      let band = line.runs.count < 2 ? [] : means.map { (Double($0.epoch), $0.value.low, $0.value.high) }
      series.append(
        LineChart.Series(
          curve == .loss ? "\(line.name), validation" : line.name, means.map { (Double($0.epoch), $0.value.mean) },
          colour: number, band: band))
    }
    let levels = yardsticks.compactMap { yardstick -> LineChart.Level? in
      switch curve {
      case .loss, .learningRate: nil
      case .mse01: LineChart.Level(yardstick.name, y: yardstick.metrics.mse01)
      case .psnr: LineChart.Level(yardstick.name, y: yardstick.metrics.psnr)
      }
    }
    let label =
      switch curve {
      case .loss: "loss (\(runs.first?.lossName ?? ""))"
      case .mse01: "mse01, validation images"
      case .psnr: "psnr (dB), validation images"
      case .learningRate: "learning rate, last step of each epoch"
      }
    let chart = LineChart(
      series, levels: levels, xLabel: "epoch", yLabel: label, isLogarithmic: isLogarithmic, hasIntegerX: true)
    return chart.series.contains { !$0.points.isEmpty } ? chart : nil
  }
}

extension TrainingComparison.Point {
  /// The value of a curve on the validation images, or of the epoch; nil where it is not known.
  fileprivate subscript(curve: TrainingComparison.Curve) -> Double? {
    switch curve {
    case .loss: validation?.loss
    case .mse01: validation?.mse01
    case .psnr: validation?.psnr
    case .learningRate: learningRate
    }
  }
}
