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
  public func chart(_ curve: Curve, isLogarithmic: Bool = false) -> LineChart? {
    var series: [LineChart.Series] = []
    for (number, run) in runs.enumerated() {
      if curve == .loss {
        guard hasOneLoss else { return nil }
        series.append(
          LineChart.Series(
            "\(run.run), training", run.curve.map { (Double($0.epoch), $0.trainingLoss) }, isDashed: true,
            colour: number))
      }
      let points = run.curve.compactMap { point in point[curve].map { (x: Double(point.epoch), y: $0) } }
      let name = curve == .loss ? "\(run.run), validation" : run.run
      if !points.isEmpty { series.append(LineChart.Series(name, points, colour: number)) }
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
