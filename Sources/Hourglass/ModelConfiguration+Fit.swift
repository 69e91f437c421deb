public import Autoencoders
import CPUEngine
import Diagnostics
import Foundation
import ImageData
public import ImageFormats
public import Pictures
public import Training

extension ModelConfiguration {
  /// Trains the model on pictures in memory.
  ///
  ///     let trained = try AE().fit(pictures, epochs: 5)
  ///
  /// - Parameters:
  ///   - pictures: The training images, all of one shape.
  ///   - epochs: Passes over the images.
  ///   - seed: The seed of initial values, shuffling and noise.
  ///   - folder: The folder of the run; the same call again resumes it. A run without a folder leaves nothing on disk.
  ///   - configure: Changes any other setting, such as `$0.training.batchSize = 32`.
  ///   - onEvent: Called with every step, validation and epoch.
  /// - Returns: The model with the best parameters of the run.
  /// - Throws: ``FittingError`` for pictures of several shapes; the error of a wrong setting; `RunError` when the
  ///   loss is not finite.
  public func fit(
    _ pictures: [Picture], epochs: Int = 20, seed: UInt64 = 0, folder: String? = nil,
    configure: (inout RunConfiguration) throws -> Void = { _ in }, onEvent: (TrainingEvent) -> Void = { _ in }
  ) throws -> TrainedAutoencoder {
    guard let first = pictures.first else {
      throw FittingError(.noPictures, Report("there are no pictures to train on", cure: "give at least one"))
    }
    if let other = pictures.first(where: { $0.shape != first.shape }) {
      throw FittingError(
        .severalShapes,
        Report(
          "the pictures differ in shape", expected: "\(first.shape)", got: "\(other.shape)",
          cure: "resize them with resized(width:height:) and converted(to:)"))
    }
    let images = ImageSet(pictures: pictures, name: "pictures")
    return try fit(images, epochs: epochs, seed: seed, folder: folder, configure: configure, onEvent: onEvent)
  }

  /// Trains the model on images of any source; see the same method for pictures.
  public func fit(
    _ images: any ImageSource, epochs: Int = 20, seed: UInt64 = 0, folder: String? = nil,
    configure: (inout RunConfiguration) throws -> Void = { _ in }, onEvent: (TrainingEvent) -> Void = { _ in }
  ) throws -> TrainedAutoencoder {
    var configuration = try RunConfiguration(model: self, dataset: images.name)
    (configuration.training.epochs, configuration.training.seed) = (epochs, seed)
    try configure(&configuration)
    try configuration.check()
    let temporary = FileManager.default.temporaryDirectory.appendingPathComponent("hourglass-\(UUID().uuidString)").path
    defer { if folder == nil { try? FileManager.default.removeItem(atPath: temporary) } }
    let location = URL(fileURLWithPath: folder ?? temporary)
    configuration.name = location.lastPathComponent
    let dataset = try Dataset(
      name: images.name, images: images, split: configuration.data.validation ?? .none,
      seed: configuration.training.seed)
    let run = try Run(configuration, dataset: dataset, runs: location.deletingLastPathComponent().path)
    let executor = try CPUExecutor.ofThisProcess()
    _ = try run.train(executor: executor, onEvent: onEvent)
    return try TrainedAutoencoder(run.trained, executor: executor)
  }
}

/// Images that a model cannot be fitted to.
public struct FittingError: ReportedError {
  /// The reason.
  public enum Code: Hashable, Sendable {
    case noPictures
    case severalShapes
  }
  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
