public import ImageData
import ImageFormats
public import Tensors
public import Training

/// Codes of a part of a run's images, with the classes.
public struct RunCodes: Sendable {
  /// The codes, `[n, size]`.
  public let codes: [Float]
  /// The dimension of a code.
  public let size: Int
  /// The class of each image; empty for images without classes.
  public let labels: [Int32]
  /// The names of the classes by number; empty where they have none.
  public let classNames: [String]

  /// Creates codes; the parameters are its properties.
  public init(codes: [Float], size: Int, labels: [Int32] = [], classNames: [String] = []) {
    (self.codes, self.size, self.labels, self.classNames) = (codes, size, labels, classNames)
  }

  /// The number of codes.
  public var count: Int { codes.count / max(size, 1) }
}

extension TrainedRun {
  /// The codes of `images`, without images that cannot be read.
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - layer: A layer whose output is taken instead of the code; nil for the code.
  ///   - executor: Runs the encoder.
  /// - Throws: `RunError` for images that the model cannot take, or a run without a checkpoint; `LayerError`.
  public func codes(of images: ImageSubset, layer: String? = nil, executor: any TensorExecutor) throws -> RunCodes {
    let encoder = try CodeEncoder(model, layer: layer, scaling: configuration.training.scaling, executor: executor)
    let (codes, labels) = try encoder.labelledCodes(of: images, parameters: parameters(on: executor))
    return RunCodes(
      codes: codes, size: encoder.size, labels: labels,
      classNames: images.images.classNames.isEmpty ? classNames : images.images.classNames)
  }
}
