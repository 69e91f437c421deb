import Hourglass
import ImageFixtures
import TestSupport
import Testing

/// Runs on arrays whose numbers lie between the 256 levels of bytes.
@Suite struct FractionalRunTests {
  private let small: SmallRuns
  private let numbers: [Float]
  private let file: String

  /// 63 images of 9 x 7; rounded to bytes, each number would be up to 0.002 off.
  init() throws {
    small = try SmallRuns()
    numbers = (0..<63 * 63).map { Float(($0 * 7919) % 10_007) / 10_007 }
    file = try small.folder.write(npy("<f4", [63, 9, 7], raw(numbers.map(\.bitPattern.littleEndian))), "fine.npy")
  }

  private func settings(_ kind: ImageNormalization = .none) -> RunSettings {
    var settings = small.settings(2, epochs: 2)
    settings.data.dataset = file
    settings.data.validation = ValidationSplit.none
    settings.data.normalization = kind
    return settings
  }

  @Test func `the mean image is that of the numbers`() throws {
    var settings = settings(.meanImage)
    settings.loss = ["mse": 1]
    let run = try small.trained(settings)
    let mean = try #require(run.model.normalizer.mean)
    let range = try #require(run.model.parameters.range(of: mean))
    let stored = try run.trainedParameters().withUnsafeBuffer { Array($0[range]) }
    for place in 0..<63 {
      let sum = stride(from: place, to: numbers.count, by: 63).reduce(0.0) { $0 + Double(numbers[$1]) }
      #expect(abs(Double(stored[place]) - sum / 63) < 1e-6)
    }
  }

  @Test func `the evaluated error is that of the numbers`() throws {
    let run = try small.trained(settings())
    let shown = try Reconstructor(
      run.model, scaling: run.configuration.training.scaling, executor: SmallRuns.executor()
    ).reconstruct(run.images(of: .train), parameters: run.trainedParameters())
    func error(_ original: [Float]) -> Double {
      zip(shown, original).reduce(0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) } / Double(original.count)
    }
    let evaluation = try run.evaluate(.train, executor: SmallRuns.executor())
    #expect(abs(error(numbers) - evaluation.mse01) < 1e-6)
    let rounded = numbers.map { ($0 * 255).rounded() / 255 }
    #expect(abs(error(rounded) - evaluation.mse01) > 1e-6, "the test would not see rounding")
  }

  static let hasNumPy = (try? run(Python.program, ["-c", "import numpy"]))?.status == 0

  @Test(.enabled(if: hasNumPy, "there is no Python with NumPy"))
  func `principal components leave the error that NumPy computes`() throws {
    var settings = settings()
    (settings.model, settings.modelFields) = ("PCA", ["code_size": .integer(4)])
    let evaluation = try small.trained(settings).evaluate(.train, executor: SmallRuns.executor())
    let program = """
      import sys, numpy as n
      x = n.load(sys.argv[1]).reshape(63, 63).astype('f8')
      for x in x, (x * 255).round() / 255:
          m = x.mean(0)
          v = n.linalg.svd(x - m, full_matrices=False)[2][:4]
          print((((x - m) @ v.T @ v + m - x) ** 2).mean())
      """
    let errors = try TestSupport.run(Python.program, ["-c", program, file]).output.split(separator: "\n").map {
      try #require(Double($0))
    }
    #expect(abs(evaluation.mse01 - errors[0]) < 1e-6)
    #expect(abs(evaluation.mse01 - errors[1]) > 1e-6, "the test would not see rounding")
  }

  @Test(arguments: ["flip=both", "noise=0.05"])
  func `a run on them goes on exactly, augmented too`(augmentation: String) throws {
    var settings = settings()
    settings.data.augmentation = try Augmentations(augmentation)
    let whole = try small.trained(settings, in: "whole", threads: 1)
    #expect(try small.run(settings, in: "parts").train(untilStep: 3) == .interrupted(step: 3))
    let parts = try small.trained(settings, in: "parts", threads: 3)
    let (one, other) = try (whole.trainedParameters(), parts.trainedParameters())
    #expect(one.withUnsafeBuffer { Array($0) } == other.withUnsafeBuffer { Array($0) })
  }

  @Test func `an optimiser that takes all images at once takes them`() throws {
    var settings = settings()
    (settings.optimizer, settings.training.batchSize) = ("lbfgs", 20)
    let run = try small.trained(settings)
    #expect(try run.evaluate(.train, executor: SmallRuns.executor()).mse01 < 0.2)
  }
}
