import Autoencoders
import Foundation
public import ImageData
import ImageFormats
import ImageShapes
public import Tensors
public import Training

/// How far the reconstruction of one image is from it, in pixels from 0 to 1.
public struct ImageScore: Codable, Hashable, Sendable {
  /// The number of the image in its part of the data, from 0.
  public var image: Int
  /// Its class; nil for images without classes.
  public var label: Int?
  /// The mean squared error over its elements.
  public var mse01: Double
  /// The mean absolute error over its elements.
  public var mae: Double
  /// The peak signal-to-noise ratio in dB, at most 100.
  public var psnr: Double
  /// The structural similarity, at most 1 (Wang et al., 2004); nil for images below 3 x 3.
  public var ssim: Double?
}

extension TrainedRun {
  /// Calls `body` with the scores of the reconstructions of `images`, batch by batch in their order, in memory that does not
  /// grow with their number.
  ///
  /// The reconstructions are those of the checkpoint that represents the run; images that cannot be read are left out.
  ///
  /// - Throws: `RunError` when there is no checkpoint that can be read, or for images that the model cannot take; why an
  ///   image cannot be read, if such images are not skipped; what `body` throws, which ends the pass.
  public func score(
    _ images: ImageSubset, executor: any TensorExecutor, _ body: ([ImageScore]) throws -> Void
  ) throws {
    let training = configuration.training
    let evaluator = try Evaluator(
      model, isMeasuring: true, scaling: training.scaling, seed: training.seed, executor: executor)
    guard let measured = evaluator.evaluation.measured else { fatalError("an evaluation that measures nothing") }
    let factor = Double(training.scaling.toPixel.factor)
    let elements = Double(model.image.elements)
    var positions = ImagePositions(in: images)
    _ = try evaluator.evaluate(images, parameters: parameters(on: executor)) { batch, program in
      let squared = program.values(of: evaluator.evaluation.pixelErrors)
      let absolute = program.values(of: measured.absoluteErrors)
      let similarity = measured.similarity.map { program.values(of: $0) }
      let scores = batch.images.enumerated().map { place, image in
        let mse01 = Double(squared[place]) * factor * factor / elements
        let label = batch.labels.flatMap { $0[place] < 0 ? nil : Int($0[place]) }
        return ImageScore(
          image: positions.position(of: image), label: label, mse01: mse01,
          mae: Double(absolute[place]) * factor / elements, psnr: ReconstructionSums.decibels(mse01),
          ssim: similarity.map { Double($0[place]) })
      }
      try body(scores)
    }
  }
}

/// The positions in a subset of images that are read from it in order, some of them left out.
struct ImagePositions {
  private let indices: [Int32]
  private var position = 0

  init(in subset: ImageSubset) { indices = subset.indices }

  /// The position of the image with this index in the source, which comes after those asked for before.
  mutating func position(of index: Int32) -> Int {
    while indices[position] != index { position += 1 }
    defer { position += 1 }
    return position
  }
}
