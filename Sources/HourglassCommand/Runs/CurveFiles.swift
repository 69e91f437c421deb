import Hourglass
import Insight

/// The curves of trainings as files.
enum CurveFiles {
  /// Writes each curve that the runs have as PNG and SVG into `folder`.
  ///
  /// - Returns: the names of the SVG files, with captions.
  static func write(
    _ comparison: TrainingComparison, isLogarithmic: Bool, to folder: String
  ) throws -> [(file: String, caption: String)] {
    var figures: [(file: String, caption: String)] = []
    for curve in TrainingComparison.Curve.allCases {
      // Decibels are logarithms.
      guard let chart = comparison.chart(curve, isLogarithmic: isLogarithmic && curve != .psnr) else { continue }
      try chart.picture().write(to: "\(folder)/\(curve.rawValue).png")
      try AtomicFile.write(text: chart.svg(), to: "\(folder)/\(curve.rawValue).svg")
      figures.append(("\(curve.rawValue).svg", "\(chart.yLabel), by epoch."))
    }
    return figures
  }
}
