import Autoencoders
import Diagnostics
import Files
import Foundation
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import Pictures
public import Tensors
public import Training

/// What was written when pictures were denoised.
public struct DenoisingReport: Codable, Hashable, Sendable {
  /// The run's name.
  public var run: String
  /// The corruption that the run was trained to undo; nil for a run that was trained without one.
  public var corruption: String?
  /// The folder.
  public var output: String
  /// The number of pictures that were written.
  public var written: Int
  /// The pictures that could not be read, with the reasons.
  public var skipped: [SkippedImage]
  /// The size that the run's model works in, `28x28`.
  public var size: String
  /// The number of pictures of another size, which were resized.
  public var resized: Int
  /// The number of pictures of other colours, which were converted.
  public var recoloured: Int
  /// Whether these were resized back to the size that they had.
  public var keepsSize: Bool
  /// Seconds that it took.
  public var seconds: Double
}

extension TrainedRun {
  /// Writes the reconstruction of each picture as a PNG, in memory that does not grow with their number.
  ///
  /// Pictures are brought to the run's size by its own transform, and are not inverted where that inverts. Those that cannot
  /// be read are skipped.
  ///
  /// - Parameters:
  ///   - files: The pictures.
  ///   - labels: The class of each, for a model of classes.
  ///   - folder: The folder to write to, which is made.
  ///   - keepsSize: Whether pictures are brought back to the scale that they had, without padding; what the run's transform
  ///     crops off is missing.
  ///   - executor: Runs the model.
  /// - Throws: `RunError` when there is no checkpoint, or labels are missing or wrong; ``PictureFileError`` when no picture
  ///   can be read; `AtomicFileError`.
  public func denoise(
    _ files: [PictureFile], labels: [String]? = nil, into folder: String, keepsSize: Bool = false,
    executor: any TensorExecutor
  ) throws -> DenoisingReport {
    let begin = ContinuousClock().now
    try PictureFile.check(files, against: folder)
    let images = try images(files: files.map(\.path), labels: labels)
    let reconstructor = try Reconstructor(model, scaling: configuration.training.scaling, executor: executor)
    let size = PixelSize(width: model.image.width, height: model.image.height)
    var written = 0
    var conversion = conversion(of: [])
    try reconstructor.reconstruct(images, parameters: parameters(on: executor)) { indices, pixels in
      for (place, index) in indices.enumerated() {
        let elements = model.image.elements
        let picture = Picture(planes: pixels[place * elements..<(place + 1) * elements], shape: model.image)
        let file = files[Int(index)]
        let stored = try conversion.add(file: file.path)
        let path = "\(folder)/\(file.name)"
        try Folder.make((path as NSString).deletingLastPathComponent)
        try undone(picture, to: keepsSize ? stored : nil).writeUnsynced(to: path)
        written += 1
      }
    }
    let skipped = images.badImages.skipped
    guard written > 0 else {
      throw PictureFileError(
        .empty,
        Report(
          "no picture could be read", place: files.first?.path, got: skipped.first?.reason, cure: "check the files"))
    }
    let corruption = configuration.training.corruption
    return DenoisingReport(
      run: name, corruption: corruption == .none ? nil : "\(corruption)", output: folder, written: written,
      skipped: skipped, size: "\(size)", resized: conversion.resized,
      recoloured: conversion.recoloured, keepsSize: keepsSize,
      seconds: (ContinuousClock().now - begin).seconds)
  }
}
