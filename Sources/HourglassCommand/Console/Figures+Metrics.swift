import Foundation
import Hourglass

extension Figures {
  /// A published number as it was printed: `0.00216`, `2180`.
  static func short(_ value: Double) -> String { String(format: "%g", value) }

  /// A peak signal-to-noise ratio in dB: `21.34`.
  static func decibels(_ value: Double) -> String { decimals(value, 2) }

  /// The metrics of `parts` as a table.
  ///
  /// - Parameters:
  ///   - parts: The parts of the data with their metrics.
  ///   - lossName: The name of the loss.
  ///   - draws: The draws of noise for each image that the loss is a mean of; 0 for a loss without noise.
  static func table(_ parts: [(name: String, evaluation: Evaluation)], lossName: String, draws: Int) -> Table {
    let loss = draws > 0 ? "\(lossName), mean of \(draws) draws" : lossName
    let code = draws > 0 ? ", mean code" : ""
    var table = Table([
      "", "loss (\(loss))", "mse\(code)", "mse01", "sse", draws > 0 ? "psnr (dB\(code))" : "psnr (dB)",
    ])
    for (name, evaluation) in parts {
      table.add([
        name, number(evaluation.loss), number(evaluation.mse), number(evaluation.mse01), number(evaluation.sse),
        decibels(evaluation.psnr),
      ])
    }
    return table
  }
}
