import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Testing

@testable import Studio

/// Runs of tests, trained for a moment.
extension DataSetPlace {
  var runs: String { "\(path)/runs" }

  /// Trains the run called `name` for three epochs on small pictures, a quarter of them for validation.
  func train(
    _ name: String, epochs: Int = 3, codeSize: Int = 4, batchSize: Int = 4, seed: UInt64 = 0,
    loss: ReconstructionLoss? = nil
  ) throws {
    let pictures = (0..<16).map { number in
      Picture(
        width: 8, height: 8, colour: .grey,
        bytes: (0..<64).map { UInt8(truncatingIfNeeded: $0 &* (number + 3) &+ number) })
    }
    var model = AE()
    model.codeSize = codeSize
    var configuration = try RunConfiguration(model: model, dataset: "pictures")
    (configuration.training.epochs, configuration.training.batchSize) = (epochs, batchSize)
    configuration.training.seed = seed
    (configuration.name, configuration.loss) = (name, loss ?? configuration.loss)
    let images = ImageSet(pictures: pictures, name: "pictures")
    let dataset = try Dataset(name: "pictures", images: images, split: .percentage(25), seed: 0)
    let run = try Run(configuration, dataset: dataset, runs: runs)
    _ = try run.train(
      executor: CPUExecutor(try .chosen(environment: [:]), threads: ThreadPool(count: 1)), observers: run.recorders())
  }

  /// Asks a server that has looked at the runs.
  func askOfRuns(_ body: @Sendable (Asking) async throws -> Void) async throws {
    try await ask { ask in
      try await ask.server.catalogue.scan()
      try await body(ask)
    }
  }
}

extension Asking {
  /// The answer to a change, which is made.
  @discardableResult
  func change(_ uri: String, _ json: String? = nil) async throws -> ChangeAnswer {
    let answer = try await self(.post, uri, json: json)
    #expect(answer.status == 200, "\(uri): \(answer.text)")
    return try answer.decoded()
  }
}
