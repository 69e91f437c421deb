import Foundation
import Hourglass

/// Shows a run as it trains: a progress bar on a terminal, plain lines elsewhere.
final class TrainingPrinter {
  private let isTerminal: Bool
  /// Whether the model is trained in steps, not computed from the images at once.
  private let hasSteps: Bool
  private let clock = ContinuousClock()
  private let begin = ContinuousClock().now
  private var progress = TrainingProgress()
  private var lastDrawn: ContinuousClock.Instant?
  private var smoothedLoss: Double?
  /// Whether the cursor stands at the end of a line that was drawn.
  private var isLineOpen = false

  /// Whether a step was made.
  var hasTrained: Bool { smoothedLoss != nil }

  init(hasSteps: Bool, isTerminal: Bool = Console.isTerminal) {
    (self.hasSteps, self.isTerminal) = (hasSteps, isTerminal)
  }

  private var start: TrainingStart? { progress.start }

  func show(_ event: TrainingEvent) {
    progress.note(event, at: (clock.now - begin).seconds)
    switch event {
    case .warning(let warning): Console.warning(warning.message)
    case .started(let start): show(start)
    case .step(let report): show(report)
    case .epoch(let report): show(report)
    case .validation(let report): show(report)
    case .checkpoint, .ended: break
    }
  }

  private func show(_ start: TrainingStart) {
    let steps = "; \(start.stepsPerEpoch) \(start.stepsPerEpoch == 1 ? "step" : "steps") an epoch"
    print(
      "\(Figures.count(start.parameters)) parameters; \(Figures.count(start.trainingImages)) images train, "
        + "\(Figures.count(start.validationImages)) validate\(hasSteps ? steps : "")")
    if start.step > 0, start.step < start.stepsPerEpoch * start.epochs {
      print("continuing after step \(start.step), in epoch \(start.step / start.stepsPerEpoch + 1)")
    }
    fflush(nil)
  }

  /// Ends the line that the progress bar is drawn on, so that what follows stands on its own.
  func end() {
    if isLineOpen { print("") }
    isLineOpen = false
    fflush(nil)
  }

  private func show(_ report: StepReport) {
    smoothedLoss = smoothedLoss.map { $0 * 0.95 + report.loss * 0.05 } ?? report.loss
    guard isTerminal, let start else { return }
    let now = clock.now
    if let lastDrawn, (now - lastDrawn).seconds < 0.1, report.stepOfEpoch < start.stepsPerEpoch { return }
    lastDrawn = now
    let figures =
      " \(Figures.speed(progress.imagesPerSecond ?? 0)) images/s, "
      + "ETA \(Figures.duration(progress.remainingSeconds ?? 0)), loss \(Figures.number(smoothedLoss ?? report.loss))"
    let label = "epoch \(report.epoch)/\(start.epochs) "
    let room = max(0, min(30, Console.width - label.count - figures.count - 3))
    let filled = room * report.stepOfEpoch / start.stepsPerEpoch
    let bar = "[" + String(repeating: "=", count: filled) + String(repeating: " ", count: room - filled) + "]"
    draw(label + bar + figures)
  }

  private func show(_ report: ValidationReport) {
    guard let start, let evaluation = report.evaluation else { return }
    let epochs = Double(report.step) / Double(start.stepsPerEpoch)
    let line =
      "epoch \(String(format: "%.2f", epochs)): \(start.lossName) \(Figures.number(report.trainingLoss)), "
      + "validation \(Figures.number(evaluation.loss)), psnr \(Figures.decibels(evaluation.psnr)) dB"
      + (report.isBest ? " (best)" : "")
    if isTerminal { draw(line) } else { print(line) }
    end()
  }

  private func show(_ report: EpochReport) {
    guard let start else { return }
    let epoch = hasSteps ? "epoch \(report.epoch)/\(start.epochs): " : ""
    var line = "\(epoch)\(start.lossName) \(Figures.number(report.trainingLoss))"
    if let validation = report.validation {
      line += ", validation \(Figures.number(validation.loss)), psnr \(Figures.decibels(validation.psnr)) dB"
    }
    if hasSteps {
      line += "\(report.isBest ? " (best)" : ""), \(Figures.speed(report.imagesPerSecond)) images/s"
      line += ", \(Figures.duration(report.seconds))"
    }
    if let waiting = report.waitingSeconds, waiting > 0.05 * report.seconds {
      line += ", \(Int((100 * waiting / max(report.seconds, 1e-9)).rounded()))% of it waiting for images"
    }
    if isTerminal { draw(line) } else { print(line) }
    end()
  }

  /// Draws over the line that the cursor is on.
  private func draw(_ text: String) {
    Console.draw("\r\u{1B}[2K\(text.prefix(Console.width - 1))")
    isLineOpen = true
  }
}
