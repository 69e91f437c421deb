import Autoencoders
import Diagnostics
import ImageData
import ImageFormats
import ImageShapes
import Randomness
import Statistics
public import Tensors
public import Training

extension Run {
  /// The maximum number of training images whose codes distributions are fitted to.
  private static let fittedImages = 10_000

  /// How far the images that the run makes are from test images, by the features of a classifier.
  ///
  /// Reconstructions, samples and interpolations are as P. Ghosh et al., "From variational to deterministic autoencoders",
  /// 2020, compare them; without test images, the validation images take their place. A run that was trained on some classes
  /// is compared with those. A model that needs the class of an image has those of the images compared with.
  ///
  /// - Parameters:
  ///   - network: The network that the features come from.
  ///   - count: The maximum number of images of each kind; there are at most as many as test images.
  ///   - seed: The seed of the choice of images and of all draws.
  ///   - progress: Called while images are measured, with what they are, how many are done, and of how many.
  ///   - executor: Runs the model.
  /// - Throws: `RunError` without a checkpoint, or without test and validation images, or for images that the network does
  ///   not take; `StatisticsError` for fewer than two images; why an image cannot be read.
  public func frechetDistances(
    by network: FeatureNetwork, count: Int = 10_000, seed: UInt64 = 0,
    progress: (_ images: String, _ done: Int, _ count: Int) -> Void = { _, _, _ in }, executor: any TensorExecutor
  ) throws -> FrechetResult {
    let part: DatasetPart = dataset.test == nil ? .validation : .test
    let compared = try ofTrainedClasses(images(of: part)).drawn(count, seed: seed)
    let training = try images(of: .train)
    let scaling = configuration.training.scaling
    let parameters = try trainedParameters(on: executor)
    let size = network.description.size
    func features(of images: ImageSubset, _ title: String) throws -> [Float] {
      let found = try network.features(of: images) { progress(title, $0, images.count) }
      // Images that cannot be read are left out.
      progress(title, images.count, images.count)
      return found
    }
    let distance = try DistanceFrom(features(of: compared, "\(part.rawValue) images"), size: size)

    var reconstructed: [Float] = []
    try Reconstructor(model, scaling: scaling, executor: executor).reconstruct(compared, parameters: parameters) {
      reconstructed += network.features(of: $1)
      progress("reconstructions", reconstructed.count / size, distance.count)
    }
    let encoder = try CodeEncoder(model, scaling: scaling, executor: executor)
    let fitted = training.drawn(Self.fittedImages, seed: seed)
    var result = FrechetResult(
      run: name, seed: configuration.training.seed, features: network.description, part: part.rawValue,
      images: distance.count, fittedImages: fitted.count, codeSize: encoder.size,
      training: try distance(to: features(of: training.drawn(compared.count, seed: seed), "training images")),
      reconstructions: try distance(to: reconstructed), notes: [])
    if distance.count < 2 * size {
      result.notes.append(
        "\(distance.count) images are few for the covariance of \(size) features, which makes all distances too large; "
          + "\(2 * size) or more are better")
    }
    do {
      let decoder = try CodeDecoder(model, scaling: scaling, executor: executor)
      func codes(of images: ImageSubset, _ title: String) throws -> (codes: [Float], labels: [Int32]) {
        try encoder.labelledCodes(of: images, parameters: parameters) { progress(title, $0, images.count) }
      }
      let known = try codes(of: compared, "codes")
      let images = DecodedImages(decoder, labels: known.labels, parameters: parameters, network: network)
      try measureSamples(
        fittedTo: codes(of: fitted, "codes of training images").codes, seed: seed, progress: progress, images, distance,
        into: &result)
      let midpoints = CodePaths.midpoints(of: known.codes, size: encoder.size, seed: seed)
      let interpolated = images.features(of: midpoints.codes, labelledAs: midpoints.first) {
        progress("interpolations", $0, $1)
      }
      result.interpolations = try distance(to: interpolated)
    } catch let error as ModelError {
      result.notes.append("no samples and no interpolations: \(error)")
    }
    return result
  }

  /// The images of the classes that the run was trained on.
  private func ofTrainedClasses(_ images: ImageSubset) throws -> ImageSubset {
    guard let selection = configuration.data.classes else { return images }
    return images.ofClasses(try selection.numbers(in: dataset.training))
  }

  /// Measures samples of each source, and notes why one is missing or doubtful.
  private func measureSamples(
    fittedTo codes: [Float], seed: UInt64, progress: (_ images: String, _ done: Int, _ count: Int) -> Void,
    _ images: DecodedImages, _ distance: DistanceFrom, into result: inout FrechetResult
  ) throws {
    for source in CodeSampler.Source.allCases {
      do {
        let sampler = try CodeSampler(source, codes: codes, size: result.codeSize)
        let sampled = images.features(of: try sampler.codes(distance.count, seed: seed)) {
          progress("samples from \(source.rawValue)", $0, $1)
        }
        result[source] = try distance(to: sampled)
      } catch let error as StatisticsError {
        result.notes.append("no samples from \(source.rawValue): \(error)")
      }
    }
    if result.prior != nil, !hasNormalPrior {
      result.notes.append(
        "codes are not trained to be normally distributed; prior draws from the standard normal distribution all the "
          + "same")
    }
  }

  /// Whether training draws codes to the standard normal distribution.
  private var hasNormalPrior: Bool {
    if configuration.model is AAE { return true }
    let graph = Graph(parameters: model.parameters)
    let pixels = graph.input("images", model.image.dimensions)
    let encoding = model.model as? any GaussianEncoding
    return encoding?.gaussianCode(of: model.normalizer(pixels).normalize(pixels)) != nil
  }
}

/// The Fréchet distance from images whose features are known.
private struct DistanceFrom {
  private let gaussian: Gaussian
  /// The number of those images.
  let count: Int

  /// Learns the distribution of `features`, `[n, size]`.
  init(_ features: [Float], size: Int) throws {
    gaussian = try Gaussian(of: features, size: size, isUnbiased: true)
    count = features.count / size
  }

  /// The distance to images with `features`, `[n, size]`.
  func callAsFunction(to features: [Float]) throws -> Double {
    try gaussian.frechetDistance(to: Gaussian(of: features, size: gaussian.size, isUnbiased: true))
  }
}

/// Images decoded from codes, a few at a time.
private struct DecodedImages {
  private let decoder: CodeDecoder
  private let labels: [Int32]
  private let parameters: any DeviceVector
  private let network: FeatureNetwork
  private static let chunk = 256

  /// Decodes codes with these classes, where there are any.
  init(_ decoder: CodeDecoder, labels: [Int32], parameters: any DeviceVector, network: FeatureNetwork) {
    (self.decoder, self.labels, self.parameters, self.network) = (decoder, labels, parameters, network)
  }

  /// The features of the images of `codes`, `[n, codeSize]`.
  ///
  /// `places` are those of the class of each among the labels; nil for the order of the labels, again and again. `progress`
  /// is called with the images that are done, and with all.
  func features(
    of codes: [Float], labelledAs places: [Int32]? = nil, progress: (_ done: Int, _ count: Int) -> Void
  ) -> [Float] {
    let size = decoder.codeSize
    let count = codes.count / size
    var found: [Float] = []
    for first in stride(from: 0, to: count, by: Self.chunk) {
      let range = first..<min(first + Self.chunk, count)
      let classes =
        labels.isEmpty ? nil : range.map { labels[Int(places?[$0] ?? Int32($0 % labels.count))] }
      let pixels = decoder.decode(
        Array(codes[range.lowerBound * size..<range.upperBound * size]), labels: classes, parameters: parameters)
      found += network.features(of: pixels)
      progress(range.upperBound, count)
    }
    return found
  }
}

extension ImageSubset {
  /// At most `count` of the images, drawn at random where not all are taken, in their order.
  fileprivate func drawn(_ count: Int, seed: UInt64) -> ImageSubset {
    guard count < self.count else { return self }
    let order = Philox(seed: seed, purpose: .analyzing).permutation(self.count)
    return selecting(order.prefix(count).sorted().map { Int($0) })
  }
}
