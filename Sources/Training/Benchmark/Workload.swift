import Autoencoders
import Foundation
import ImageData
import NeuralNetworks
public import Tensors

/// A training step to be timed: a model on random images that stay in memory, Adam, one batch size.
public struct Workload: Sendable {
  /// The name, the same as in `Benchmarks/compare.py`.
  public let name: String
  public let batchSize: Int
  public let image: ImageShape
  private let configuration: any ModelConfiguration

  /// The workloads that exist.
  public static let all = [
    Workload("cae-mnist", batchSize: 1024, SingleLayerCAE.Configuration(), digits),
    Workload("cae-cifar", batchSize: 256, SingleLayerCAE.Configuration(), photographs),
    Workload("digits-mlp", batchSize: 64, DIGITSAutoencoder.Configuration(), digits),
    Workload("ae", batchSize: 150, AE.Configuration(), digits),
    Workload("deep-sigmoid", batchSize: 128, logisticHintonDeep, digits),
    Workload("vae", batchSize: 128, MNISTVAE.Configuration(), digits),
    Workload("conv-ae", batchSize: 150, ConvAE.Configuration(), digits),
    Workload("denoising-ae", batchSize: 128, noiselessDenoisingAE, digits),
    Workload(
      "imagenet-ae", batchSize: 64, ImageNetAE.Configuration(), ImageShape(channels: 3, height: 64, width: 64)),
    Workload("strided-conv", batchSize: 128, StridedConvAE.Configuration(), photographs),
  ]

  private static let digits = ImageShape(channels: 1, height: 28, width: 28)
  private static let photographs = ImageShape(channels: 3, height: 32, width: 32)

  /// The network alone: the benchmark's images need no noise.
  private static var noiselessDenoisingAE: DenoisingAE.Configuration {
    var configuration = DenoisingAE.Configuration()
    configuration.noise = 0
    return configuration
  }

  private static var logisticHintonDeep: HintonDeep.Configuration {
    var configuration = HintonDeep.Configuration()
    configuration.linearCode = false
    return configuration
  }

  private init(_ name: String, batchSize: Int, _ configuration: any ModelConfiguration, _ image: ImageShape) {
    (self.name, self.batchSize, self.image, self.configuration) = (name, batchSize, image, configuration)
  }

  /// Times training steps: the median of `repeats` windows of `seconds` each, after three steps that do not count.
  public func measure(executor: CPUExecutor, seconds: Double = 1, repeats: Int = 5) throws -> BenchmarkResult {
    let model = try TracedModel(configuration, image: image)
    let program = executor.prepare(try model.training(), capacity: batchSize)
    let parameters = model.parameters.initialValues(seed: 0)
    let gradients = FlatVector(count: model.parameters.vectorCount)
    var optimizer = Adam(learningRate: 1e-4, parameterCount: model.parameters.vectorCount)
    var generator = PhiloxSequence(Philox(seed: 0, purpose: .benchmarking))
    let pixels = (0..<batchSize * image.elements).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let images = ImageSet(pixels: pixels, shape: image, name: name)
    let everything = ImageBatch(images, ImageSubset(images).indices[...])
    let scaling = PixelScaling(rawValue: configuration.pixelRange) ?? .unit
    func step() {
      program.run(everything, scaling: scaling, parameters: parameters, gradients: gradients)
      optimizer.update(parameters, along: gradients, on: executor)
    }
    PeakMemory.reset()
    for _ in 0..<3 { step() }
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<repeats {
      var steps = 0
      let begin = clock.now
      while (clock.now - begin).seconds < seconds {
        step()
        steps += 1
      }
      times.append((clock.now - begin).seconds / Double(steps))
    }
    let median = times.sorted()[times.count / 2]
    return BenchmarkResult(
      workload: name, task: "training", batch: batchSize, msPerStep: median * 1e3,
      imagesPerSecond: Double(batchSize) / median, peakRssMb: PeakMemory.megabytes)
  }
}

/// What `hourglass bench` prints for a workload.
public struct BenchmarkResult: Codable, Hashable, Sendable {
  public var workload: String
  public var task: String
  public var batch: Int
  public var msPerStep: Double
  public var imagesPerSecond: Double
  /// The most memory that the process has had, in megabytes (2²⁰ bytes).
  public var peakRssMb: Double
}
