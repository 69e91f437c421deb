import Foundation
import Hourglass

/// A line of `metrics.jsonl`: what lists and charts show of an epoch.
struct LoggedEpoch: Hashable {
  var epoch = 0
  var step = 0
  var trainingLoss = Double.nan
  var learningRate: Double?
  var gradientNorm: Double?
  var isBest = false
  var seconds = 0.0
  var validationSeconds = 0.0
  var imagesPerSecond = 0.0
  var wallSeconds: Double?
  var date: String?
  var residentBytes: Int?
  /// The metrics on the validation images; nil where there are none.
  var validation = RunMetrics()

  /// Reads a line that ends with a line feed, which the pointer's memory holds.
  ///
  /// A line that the library has written is read as it is, in a twentieth of the time of a decoder; any other is left to
  /// the decoder.
  init?(_ line: UnsafeRawBufferPointer) {
    self.init()
    var scan = JSONLineScan(line)
    if scan.forEach({ name, isInner, value in note(name, isInner, value) }), epoch > 0, !trainingLoss.isNaN { return }
    guard let report = try? MetricsFile.decoder.decode(EpochReport.self, from: Data(line)) else { return nil }
    self.init()
    (epoch, step, trainingLoss) = (report.epoch, report.step, report.trainingLoss)
    (learningRate, gradientNorm, isBest) = (report.learningRate, report.gradientNorm, report.isBest)
    (seconds, validationSeconds) = (report.seconds, report.validationSeconds)
    (imagesPerSecond, wallSeconds) = (report.imagesPerSecond, report.wallSeconds)
    (date, residentBytes) = (report.date, report.residentBytes)
    guard let metrics = report.validation else { return }
    (validation.loss, validation.mse, validation.mse01) = (metrics.loss, metrics.mse, metrics.mse01)
    (validation.sse, validation.psnr) = (metrics.sse, metrics.psnr)
  }

  private init() {}

  private mutating func note(_ name: UInt64, _ isInner: Bool, _ value: JSONLineScan.Value) {
    guard let field = Self.fields[name], field.isInner == isInner else { return }
    switch (field, value) {
    case (.epoch, .number(let number)): epoch = Int(exactly: number) ?? 0
    case (.step, .number(let number)): step = Int(exactly: number) ?? 0
    case (.trainingLoss, .number(let number)): trainingLoss = number
    case (.learningRate, .number(let number)): learningRate = number
    case (.gradientNorm, .number(let number)): gradientNorm = number
    case (.isBest, .flag(let flag)): isBest = flag
    case (.seconds, .number(let number)): seconds = number
    case (.validationSeconds, .number(let number)): validationSeconds = number
    case (.imagesPerSecond, .number(let number)): imagesPerSecond = number
    case (.wallSeconds, .number(let number)): wallSeconds = number
    case (.date, .text(let text)): date = text
    case (.residentBytes, .number(let number)): residentBytes = Int(exactly: number)
    case (.loss, .number(let number)): validation.loss = number
    case (.mse, .number(let number)): validation.mse = number
    case (.mse01, .number(let number)): validation.mse01 = number
    case (.sse, .number(let number)): validation.sse = number
    case (.psnr, .number(let number)): validation.psnr = number
    default: break
    }
  }

  private static let fields = Dictionary(
    uniqueKeysWithValues: Field.allCases.map { (JSONLineScan.hash($0.rawValue.utf8), $0) })

  private enum Field: String, CaseIterable {
    case epoch, step, seconds, date, loss, mse, mse01, sse, psnr
    case trainingLoss = "training_loss"
    case learningRate = "learning_rate"
    case gradientNorm = "gradient_norm"
    case isBest = "is_best"
    case validationSeconds = "validation_seconds"
    case imagesPerSecond = "images_per_second"
    case wallSeconds = "wall_seconds"
    case residentBytes = "resident_bytes"

    /// Whether it is a field of `validation`.
    var isInner: Bool { [.loss, .mse, .mse01, .sse, .psnr].contains(self) }
  }
}
