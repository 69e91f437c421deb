import Catalogue
import Foundation
import Hourglass

/// A point of a run's curves: an epoch's end, a validation, or a step.
struct RunPoint: Sendable {
  var step: Int
  var epoch: Double
  /// Seconds since 1970.
  var wall: Double?
  var stepLoss: Double?
  var trainingLoss: Double?
  var validation: [RunMetric: Double] = [:]
  var learningRate: Double?
  var gradientNorm: Double?
  var imagesPerSecond: Double?
  var residentBytes: Int?

  init(step: Int, epoch: Double) { (self.step, self.epoch) = (step, epoch) }

  /// The epochs of a log.
  static func points(_ history: MetricHistory, started: Date?) -> [RunPoint] {
    history.epoch.indices.map { row in
      var point = RunPoint(step: history.step[row], epoch: Double(history.epoch[row]))
      point.wall = history.wallSeconds[row].flatMap { seconds in started.map { $0.timeIntervalSince1970 + seconds } }
      point.trainingLoss = history.trainingLoss[row]
      for (metric, values) in [
        (RunMetric.loss, history.loss), (.mse, history.mse), (.mse01, history.mse01), (.sse, history.sse),
        (.psnr, history.psnr),
      ] {
        point.validation[metric] = values[row]
      }
      (point.learningRate, point.gradientNorm) = (history.learningRate[row], history.gradientNorm[row])
      (point.imagesPerSecond, point.residentBytes) = (history.imagesPerSecond[row], history.residentBytes[row])
      return point
    }
  }

  /// The point of an event; nil for one that measures nothing.
  init?(_ line: LoggedTrainingEvent, stepsPerEpoch: Int) {
    let steps = Double(max(stepsPerEpoch, 1))
    switch line.event {
    case .step(let report):
      self.init(step: report.step, epoch: Double(report.epoch - 1) + Double(report.stepOfEpoch) / steps)
      stepLoss = report.loss
    case .validation(let report):
      self.init(step: report.step, epoch: Double(report.step) / steps)
      take(report.evaluation)
    case .epoch(let report):
      self.init(step: report.step, epoch: Double(report.epoch))
      trainingLoss = report.trainingLoss
      (learningRate, gradientNorm) = (report.learningRate, report.gradientNorm)
      (imagesPerSecond, residentBytes) = (report.imagesPerSecond, report.residentBytes)
      take(report.validation)
    case .warning, .started, .checkpoint, .ended: return nil
    }
    wall = line.time
  }

  private mutating func take(_ evaluation: Evaluation?) {
    guard let evaluation else { return }
    validation = [
      .loss: evaluation.loss, .mse: evaluation.mse, .mse01: evaluation.mse01, .sse: evaluation.sse,
      .psnr: evaluation.psnr,
    ]
  }
}
