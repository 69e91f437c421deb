public import ArgumentParser
import CPUEngine
import Foundation
import Hourglass
import ImageShapes
public import Insight

/// The command `hourglass sample`.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw images from a run's decoder.",
    discussion: """
        hourglass sample vae --output samples.png
        hourglass sample ae --source mixture --output samples.png
        hourglass sample vae --steps 5 --output chain.png

      Codes come from the standard normal distribution (prior), from a normal \
      distribution with the mean and the covariance of the codes of training images \
      (gaussian), or from a mixture of ten (mixture). With --steps, each sample is \
      encoded and decoded again that many times, a row a step.
      """)

  @OptionGroup var source: RunImagesOptions

  @Option(name: .customLong("source"), help: "What codes are drawn from.")
  var distribution: CodeSampler.Source = .prior

  @Option(parsing: .unconditional, help: "The number of images.")
  var count = 64

  @Option(parsing: .unconditional, help: "A factor of the deviations of what is drawn.")
  var deviation = 1.0

  @Option(parsing: .unconditional, help: "Times that a sample is encoded and decoded again.")
  var steps = 0

  @Option(parsing: .unconditional, help: "The class of the images, for a model of classes. (default: each in turn)")
  var label: Int32?

  @OptionGroup var random: SeedOption

  @OptionGroup var picture: PictureOutputOptions
  @OptionGroup var compute: ComputeOptions

  /// Training images that a distribution is fitted to.
  private static let fittedImages = 10_000

  func validate() throws {
    guard (1...4096).contains(count) else { throw ValidationError("--count: expected 1 to 4096, got \(count)") }
    guard (0...1000).contains(steps) else { throw ValidationError("--steps: expected 0 to 1000, got \(steps)") }
    guard deviation > 0, deviation.isFinite else {
      throw ValidationError("--deviation: expected a number above 0, got \(deviation)")
    }
  }

  func run() throws {
    let executor = try compute.executor()
    let trained = try source.trained()
    let scaling = trained.configuration.training.scaling
    if let label, let classes = trained.model.classCount, !(0..<Int32(classes)).contains(label) {
      throw ValidationError("--label: expected 0 to \(classes - 1), the classes of the model, got \(label)")
    }
    let decoder = try CodeDecoder(trained.model, scaling: scaling, executor: executor)
    let parameters = try trained.parameters(on: executor)
    var fitted: [Float] = []
    if distribution != .prior {
      let images = try source.run().images(of: .train).prefix(Self.fittedImages)
      fitted = try trained.codes(of: images, executor: executor).codes
    }
    let sampler = try CodeSampler(distribution, codes: fitted, size: decoder.codeSize, deviation: deviation)
    let classes = trained.model.classCount ?? 1
    let labels = (0..<count).map { label ?? Int32($0 % classes) }
    var pixels = decoder.decode(try sampler.codes(count, seed: random.seed), labels: labels, parameters: parameters)
    let shape = trained.model.image
    var rows = [try PictureGrid.pictures(pixels, shape: shape)]
    if steps > 0 {
      let reconstructor = try Reconstructor(trained.model, scaling: scaling, executor: executor)
      for _ in 0..<steps {
        let images = ImageSet(pictures: rows[rows.count - 1], labels: labels, name: "samples")
        pixels = try reconstructor.reconstruct(ImageSubset(images), parameters: parameters)
        rows.append(try PictureGrid.pictures(pixels, shape: shape))
      }
    }
    let grid = try steps > 0 ? PictureGrid().composed(rows: rows) : PictureGrid().composed(rows[0])
    try picture.output.write(grid)
    print(
      "\(count) images, codes from \(distribution.words)\(steps > 0 ? ", \(steps) steps" : ""): \(picture.output) "
        + "(\(grid.width)x\(grid.height))")
  }
}

extension CodeSampler.Source: ExpressibleByArgument {
  /// The source in words.
  fileprivate var words: String {
    switch self {
    case .prior: "the standard normal distribution"
    case .gaussian: "a normal distribution of the training codes"
    case .mixture: "a mixture of \(CodeSampler.mixtureComponents) normal distributions of the training codes"
    }
  }
}
