import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Web

/// What an autoencoder is compared with, measured before training.
struct YardstickDocument: Codable, Sendable {
  /// Metrics of a yardstick on pixels from 0 to 1.
  struct Metrics: Codable, Sendable {
    /// `mean image` or `PCA-30`.
    var name: String
    /// The mean squared error.
    var mse01: Double
    /// The squared error summed over an image.
    var sse: Double
    /// Peak signal-to-noise ratio in decibels.
    var psnr: Double
  }

  /// The dimension of the model's code.
  var code: Int
  /// The images that were measured: `validation` or `train`.
  var part: String
  /// The mean image and PCA with the dimension of the code, as far as they can be computed.
  var yardsticks: [Metrics]
  /// Why one is missing.
  var notes: [String]
}

extension StudioServer {
  var yardstickEndpoints: [Endpoint] {
    [
      Endpoint.change(
        .post,
        "/models/yardstick",
        "The errors of PCA with the dimension of the code, and of the mean image, before training; the form of a new run"
      ) { (body: RunDraftBody, _) in try await yardsticks(body) }
    ]
  }

  private func yardsticks(_ body: RunDraftBody) async throws -> YardstickDocument {
    let (first, waitsFor) = try await draft(body)
    if let waitsFor { throw WebError(fields: [FieldError("data.dataset", "“\(waitsFor.title)” is still being made")]) }
    let (draft, plan) = try await plan(first)
    let configuration = plan.entries[0].configuration
    let (paths, images) = (runPaths, newRun.images)
    do {
      return try await newRun.yardsticks {
        let dataset = try images.images(of: configuration, environment: paths.environment)
        let run = try Run(configuration, dataset: dataset, runs: paths.runs)
        let code = try run.model.encoding().code.shape.count
        let part: DatasetPart = dataset.validation.count > 0 ? .validation : .train
        let executor = CPUExecutor(
          try InstructionSet.chosen(environment: paths.environment), threads: ThreadPool(count: 1))
        let measured = try run.yardsticks(codeSize: code, on: part, executor: executor)
        return YardstickDocument(
          code: code, part: part.rawValue,
          yardsticks: measured.metrics.map { yardstick in
            let metrics = yardstick.metrics
            return YardstickDocument.Metrics(
              name: yardstick.name, mse01: metrics.mse01, sse: metrics.sse, psnr: metrics.psnr)
          }, notes: measured.notes)
      }
    } catch let error as any ReportedError {
      throw WebError(fields: RunFieldErrors(draft).fields(of: error))
    }
  }
}
