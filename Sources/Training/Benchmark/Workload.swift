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
    Workload(
      name: "cae-mnist", batchSize: 1024, image: ImageShape(channels: 1, height: 28, width: 28),
      configuration: SingleLayerCAE.Configuration()),
    Workload(
      name: "cae-cifar", batchSize: 256, image: ImageShape(channels: 3, height: 32, width: 32),
      configuration: SingleLayerCAE.Configuration()),
    Workload(
      name: "digits-mlp", batchSize: 64, image: ImageShape(channels: 1, height: 28, width: 28),
      configuration: DIGITSAutoencoder.Configuration()),
    Workload(
      name: "ae", batchSize: 150, image: ImageShape(channels: 1, height: 28, width: 28),
      configuration: AE.Configuration()),
  ]

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
    let everything = ImageSubset(images)
    let scaling = PixelScaling(rawValue: configuration.pixelRange) ?? .unit
    func step() {
      program.run(
        images, everything.indices[...], scaling: scaling, parameters: parameters, gradients: gradients)
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
