import Foundation
import Hourglass

@testable import Studio

/// Runs of tests with a checkpoint of initial parameters: what a training that has done nothing leaves.
extension DataSetPlace {
  /// An executor of one thread.
  static func executor() throws -> CPUExecutor {
    CPUExecutor(try .chosen(environment: [:]), threads: ThreadPool(count: 1))
  }

  /// Makes the run called `name`.
  ///
  /// - Parameters:
  ///   - name: The run's name.
  ///   - model: Its model.
  ///   - shape: The shape of its images; the model's own by default.
  ///   - seed: The seed of the parameters.
  ///   - configure: Changes settings.
  @discardableResult
  func begin(
    _ name: String, _ model: any ModelConfiguration, shape: ImageShape? = nil, seed: UInt64 = 0,
    configure: (inout RunConfiguration) throws -> Void = { _ in }
  ) throws -> RunDirectory {
    let image = shape ?? type(of: model).defaultImage
    var configuration = try RunConfiguration(model: model, dataset: "pictures")
    // Without moments that would be stored beside the parameters.
    (configuration.name, configuration.optimizer) = (name, try OptimizerConfiguration("SGD"))
    try configure(&configuration)
    let directory = RunDirectory(path: "\(runs)/\(name)")
    try directory.make()
    try AtomicFile.write(
      text: RunFile.yaml(configuration, record: [("images", "\(image)")]), to: directory.runFile)
    let traced = try TracedModel(
      model, image: image, normalization: configuration.training.normalization, loss: configuration.loss)
    let state = TrainingState(
      traced, optimizer: configuration.optimizer, seed: seed, executor: try Self.executor())
    try Checkpoint.write(state, table: traced.parameters, to: directory.bestCheckpoint)
    return directory
  }

  /// The bytes of a grey picture with a gradient, as PNG.
  static func png(width: Int = 8, height: Int = 8, step: Int = 3) throws -> [UInt8] {
    try Picture(
      width: width, height: height, colour: .grey,
      bytes: (0..<width * height).map { UInt8(truncatingIfNeeded: $0 &* step) }
    ).png()
  }
}

extension Asking {
  /// Sends a picture, and returns its identifier.
  func sendPicture(_ bytes: [UInt8], name: String = "cat.png") async throws -> SentPicture {
    let answer = try await putPicture(bytes, name: name)
    guard answer.status == 200 else { throw Refused(text: answer.text) }
    return try answer.decoded()
  }

  /// A refusal that a test did not expect.
  struct Refused: Error { let text: String }
}
