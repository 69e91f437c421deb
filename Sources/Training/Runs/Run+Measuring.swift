import Autoencoders
import Diagnostics
import Foundation
public import ImageData
public import Tensors

extension Run {
  /// The metrics of the best checkpoint, or the newest if there is none, on one part of the data.
  /// - Throws: ``RunError`` when there is no checkpoint that can be read, or no such images.
  public func evaluate(_ part: DatasetPart, executor: any TensorExecutor) throws -> Evaluation {
    let images = try images(of: part)
    let evaluator = try Evaluator(
      model, scaling: configuration.training.scaling, seed: configuration.training.seed, executor: executor)
    guard let evaluation = try evaluator.evaluate(images, parameters: trainedParameters(on: executor)) else {
      fatalError("an evaluation without images")
    }
    return evaluation
  }

  /// The images of one part of the data, at least one.
  /// - Throws: ``RunError`` when there are none.
  public func images(of part: DatasetPart) throws -> ImageSubset {
    let images =
      switch part {
      case .train: dataset.training
      case .validation: dataset.validation
      case .test: try dataset.test?.load()
      }
    guard let images, images.count > 0 else {
      let others = part == .train ? "validation or test" : part == .test ? "validation or train" : "test or train"
      throw RunError(
        .noImages,
        Report(
          "there are no \(part.rawValue) images", place: "\(name) on \(dataset.name)", cure: "choose --split \(others)")
      )
    }
    return images
  }

  /// The parameters of the checkpoint that represents the run, in host memory.
  ///
  /// - Throws: ``RunError`` when there is none or it is damaged.
  public func trainedParameters() throws -> FlatVector { try trained.parameters() }

  /// The same parameters in the memory of the executor's device.
  public func trainedParameters(on executor: any TensorExecutor) throws -> any DeviceVector {
    try trained.parameters(on: executor)
  }
}

extension RunDirectory {
  /// The checkpoint that represents the run: the best, or the newest if there is no best one.
  ///
  /// - Throws: ``RunError`` when there is none.
  func trainedCheckpoint() throws(RunError) -> String {
    let exists = FileManager.default.fileExists(atPath: bestCheckpoint)
    guard let path = exists ? bestCheckpoint : newestCheckpoint else {
      throw RunError(
        .noCheckpoint,
        Report("the run has no checkpoint yet", place: checkpoints, cure: "let it train for an epoch"))
    }
    return path
  }
}

extension Report {
  /// The problem with what was expected and got, to be quoted in another report.
  var withoutPlaceAndCure: String { Report(what, expected: expected, got: got).description }
}
