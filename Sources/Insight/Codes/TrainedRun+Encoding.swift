import Diagnostics
import Files
import Foundation
public import ImageData
import ImageFormats
public import Tensors
public import Training

/// What was written when images were encoded.
public struct EncodingReport: Codable, Hashable, Sendable {
  /// The run's name.
  public var run: String
  /// The layer; `code` for the code.
  public var layer: String
  /// The file.
  public var file: String
  /// The format of the file.
  public var format: CodeFile.Format
  /// The number of images that were encoded.
  public var images: Int
  /// The dimensions of the code of one image.
  public var dimensions: [Int]
  /// Whether the file holds the class of each image.
  public var hasLabels: Bool
  /// Whether the file holds the name of each image's file.
  public var hasFiles: Bool
  /// The images that could not be read, with the reasons.
  public var skipped: [SkippedImage]
  /// Seconds that it took.
  public var seconds: Double
}

/// An image that could not be read.
public struct SkippedImage: Codable, Hashable, Sendable {
  /// Its path, or what it is called in its data set.
  public var title: String
  /// Why, one sentence.
  public var reason: String

  /// The warning about it, which names the image once.
  package var warning: String { reason.contains(title) ? "skipped: \(reason)" : "\(title) was skipped: \(reason)" }
}

extension TrainedRun {
  /// Encodes images and writes the codes, in memory that does not grow with the number of images but for 8 bytes each.
  ///
  /// - Parameters:
  ///   - images: The images, of the model's shape.
  ///   - layer: The name of a layer whose output is written instead of the code; nil for the code.
  ///   - file: The file, which is replaced whole or not at all.
  ///   - executor: Runs the model.
  /// - Throws: `LayerError` for an unknown layer; `RunError` when there is no checkpoint or the images do not fit the model;
  ///   ``CodeFileError`` when no image can be read; why an image cannot be read; `AtomicFileError`.
  public func encode(
    _ images: ImageSubset, layer: String? = nil, to file: CodeFile, executor: any TensorExecutor
  ) throws -> EncodingReport {
    let begin = ContinuousClock().now
    let encoder = try CodeEncoder(
      model, layer: layer, scaling: configuration.training.scaling, executor: executor)
    let parameters = try parameters(on: executor)
    let bytes = images.count * encoder.dimensions.reduce(4, *)
    let names = images.images.classNames.isEmpty ? classNames : images.images.classNames
    var (count, hasFiles) = (0, false)
    try AtomicFile.write(to: file.path, byteCount: bytes) { output in
      var writer = try CodeFileWriter(
        file, of: images.images, classNames: names, dimensions: encoder.dimensions, layer: layer, to: &output)
      try encoder.encode(images, parameters: parameters) { batch in
        try writer.append(batch, to: &output)
        count += batch.images.count
      }
      guard count > 0 else {
        throw CodeFileError(
          .empty,
          Report(
            "no image could be read", place: images.images.name, got: images.badImages.images.first?.reason,
            cure: "check the files"))
      }
      try writer.finish(&output)
      hasFiles = writer.hasFiles
    }
    let isWide = file.format == .npz || file.format == .csv
    return EncodingReport(
      run: name, layer: layer ?? "code", file: file.path, format: file.format, images: count,
      dimensions: encoder.dimensions, hasLabels: file.format != .npy && images.images.labels != nil,
      hasFiles: isWide && hasFiles, skipped: images.badImages.skipped, seconds: (ContinuousClock().now - begin).seconds)
  }
}

extension BadImageLog {
  /// The images with the reasons.
  var skipped: [SkippedImage] { images.map { SkippedImage(title: $0.title, reason: $0.reason) } }
}
