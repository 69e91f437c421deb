import Foundation
import HTTPTypes
import Hourglass
import Web

/// A chart document, see `chart.js`: the learning rate over the epochs.
struct ScheduleDocument: Codable, Sendable {
  /// The positions.
  struct Positions: Codable, Sendable { var epoch: [Double] }

  /// A curve.
  struct Series: Codable, Sendable {
    var name: String
    var values: [Double]
  }

  var title = "Learning rate"
  var unit = ""
  var smoothing = false
  var scale: String
  var x: Positions
  var series: [Series]
}

extension StudioServer {
  var scheduleEndpoints: [Endpoint] {
    [
      Endpoint.change(
        .post,
        "/models/visualize-lr", "The learning rate at 101 points of a training; the form of a new run"
      ) { (body: RunDraftBody, _) in try await schedule(body) }
    ]
  }

  /// The maximum number of curves.
  private static let maxCurves = 8

  private func schedule(_ body: RunDraftBody) async throws -> ScheduleDocument {
    var form = body
    if body.run_file == nil {
      // The rate depends on neither the model nor the images, but for the length of a warm-up in steps.
      form = RunDraftBody(optimizer: body.optimizer, schedule: body.schedule, training: body.training)
      form.model = ["name": "AE"]
      form.data = ["dataset": "mnist"]
    }
    let (_, plan) = try await plan(RunDraft(form))
    var curves: [ScheduleDocument.Series] = []
    let epochs = plan.entries[0].configuration.training.epochs
    for entry in plan.entries where curves.count < Self.maxCurves {
      let (training, optimizer) = (entry.configuration.training, entry.configuration.optimizer)
      let steps = 400
      let points = training.schedule.preview(
        base: optimizer.learningRate, totalSteps: steps * training.epochs, stepsPerEpoch: steps)
      let values = entry.values.filter { Self.changesRate($0) }
      let name = values.isEmpty ? "learning rate" : values.joined(separator: ", ")
      guard !curves.contains(where: { $0.name == name }) else { continue }
      curves.append(ScheduleDocument.Series(name: name, values: points.map(\.rate)))
    }
    let all = curves.flatMap(\.values)
    let range = (all.min() ?? 0, all.max() ?? 0)
    return ScheduleDocument(
      scale: range.0 > 0 && range.1 > 20 * range.0 ? "logarithmic" : "linear",
      x: ScheduleDocument.Positions(epoch: (0...100).map { Double($0) / 100 * Double(epochs) }), series: curves)
  }

  /// Whether a swept value, `learning_rate=0.1`, is one of the optimiser or the schedule.
  private static func changesRate(_ value: String) -> Bool {
    let field = value.prefix { $0 != "=" }
    return !TrainingSettings.settingNames.contains(String(field)) || field == "epochs"
  }
}
