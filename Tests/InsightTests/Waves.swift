import Autoencoders
import CPUEngine
import Foundation
import ImageData
import ImageFormats
import ImageShapes
import TestSupport
import Training

/// Small runs on smooth images of three classes: waves of different lengths and phases.
struct Waves {
  static let shape = ImageShape(channels: 1, height: 16, width: 16)

  let folder: TemporaryFolder
  let executor: CPUExecutor

  init() throws {
    folder = try TemporaryFolder()
    executor = CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: 2))
  }

  /// `count` images, whose class is their index modulo 3.
  func images(_ count: Int, shape: ImageShape = Self.shape, from first: Int = 0) -> ImageSet {
    var pixels: [UInt8] = []
    for image in first..<first + count {
      for place in 0..<shape.elements {
        let (y, x) = (place / shape.width % shape.height, place % shape.width)
        let phase = Double(image) * 0.7 + Double(x * (1 + image % 3)) * 0.3 + Double(y) * 0.2
        pixels.append(UInt8(127.5 + 127 * sin(phase)))
      }
    }
    return ImageSet(
      pixels: pixels, shape: shape, labels: (first..<first + count).map { Int32($0 % 3) }, name: "waves")
  }

  /// A run on 28 training and 12 validation images, trained to its end.
  func trained(
    _ model: any ModelConfiguration, shape: ImageShape = Self.shape, epochs: Int = 2, seed: UInt64 = 0,
    images count: Int = 40
  ) throws -> Run {
    var configuration = try RunConfiguration(model: model, dataset: "waves")
    configuration.training.batchSize = 8
    configuration.training.epochs = epochs
    configuration.training.seed = seed
    let dataset = try Dataset(name: "waves", images: images(count, shape: shape), split: .first(12), seed: 0)
    let run = try Run(configuration, dataset: dataset, runs: folder.path)
    _ = try run.train(executor: executor)
    return run
  }

  /// The pixels of `subset`, `[n, c, h, w]`, from 0 to 1.
  func pixels(_ subset: ImageSubset) throws -> [Float] {
    var all: [Float] = []
    try ScaledImages(subset, scaling: .unit).forEachBatch { images, _ in all += Array(images) }
    return all
  }
}
