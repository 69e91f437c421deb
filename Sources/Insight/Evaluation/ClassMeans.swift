import Autoencoders
public import ImageData
import ImageFormats
import ImageShapes
public import Tensors
public import Training

/// The mean image of each class, the mean of its reconstructions, and the decoded mean code.
public struct ClassMeans: Codable, Hashable, Sendable {
  /// The means of a class.
  public struct Class: Codable, Hashable, Sendable {
    /// Its number.
    public var label: Int
    /// The number of its images.
    public var images: Int
    /// The mean squared error between the mean image and the mean reconstruction, in pixels from 0 to 1.
    public var mse01: Double
    /// The mean image, `[c, h, w]`, from 0 for black to 1 for white; not in JSON.
    public var image: [Float] = []
    /// The mean of the reconstructions, in the same units; not in JSON.
    public var reconstruction: [Float] = []
    /// The decoded mean of the codes, in the same units; nil for a decoder that needs more than a code; not in JSON.
    public var decodedCode: [Float]?

    private enum CodingKeys: String, CodingKey { case label, images, mse01 }
  }

  /// The number of images that could be read and have a class.
  public var images: Int
  /// The classes with images, by number, at most ``maxClasses``.
  public var classes: [Class]
  /// The number of further classes.
  public var leftOut: Int

  /// The maximum number of classes whose means are computed.
  public static let maxClasses = 100
}

extension TrainedRun {
  /// The class means of `images` and of what the checkpoint that represents the run makes of them.
  ///
  /// Images without a class are ignored.
  ///
  /// - Throws: `RunError` when there is no checkpoint that can be read, or for images that the model cannot take; why an
  ///   image cannot be read.
  public func classMeans(of images: ImageSubset, executor: any TensorExecutor) throws -> ClassMeans {
    try model.check(images)
    let present = Set(images.labels ?? []).filter { $0 >= 0 }.sorted()
    let drawn = present.prefix(ClassMeans.maxClasses)
    let scaling = configuration.training.scaling
    let reconstructor = try Reconstructor(model, scaling: scaling, executor: executor)
    let encoder = try CodeEncoder(
      model, scaling: scaling, batchSize: reconstructor.batchSize, executor: executor)
    let parameters = try parameters(on: executor)
    var sums = Dictionary(
      uniqueKeysWithValues: drawn.map { ($0, ClassSums(elements: model.image.elements, codeSize: encoder.size)) })
    let feed = ImageFeed(images, batchSize: reconstructor.batchSize)
    while let batch = try feed.next() {
      let pixels = reconstructor.reconstruct(batch, parameters: parameters)
      let codes = encoder.codes(of: batch, parameters: parameters)
      for (place, label) in (batch.labels ?? []).enumerated() {
        sums[Int32(label)]?.add(batch, place, pixels: pixels, codes: codes)
      }
    }
    let labels = drawn.filter { sums[$0]?.count ?? 0 > 0 }
    let means = labels.compactMap { sums[$0] }
    let decoded = try decoded(means.flatMap(\.code), labels: Array(labels), parameters, executor)
    let elements = model.image.elements
    let classes = zip(labels, means).enumerated().map { place, pair in
      ClassMeans.Class(
        label: Int(pair.0), images: pair.1.count, mse01: pair.1.error, image: pair.1.image,
        reconstruction: pair.1.reconstruction,
        decodedCode: decoded.map { Array($0[place * elements..<(place + 1) * elements]) })
    }
    return ClassMeans(
      images: classes.reduce(0) { $0 + $1.images }, classes: classes, leftOut: present.count - drawn.count)
  }

  /// The images of codes; nil where the decoder needs more than a code.
  private func decoded(
    _ codes: [Float], labels: [Int32], _ parameters: any DeviceVector, _ executor: any TensorExecutor
  ) throws -> [Float]? {
    do {
      let decoder = try CodeDecoder(model, scaling: configuration.training.scaling, executor: executor)
      return decoder.decode(codes, labels: labels, parameters: parameters)
    } catch is ModelError {
      return nil
    }
  }
}

/// Sums over the images of a class.
private struct ClassSums {
  private(set) var count = 0
  private var images: [Double]
  private var reconstructions: [Double]
  private var codes: [Double]

  init(elements: Int, codeSize: Int) {
    images = [Double](repeating: 0, count: elements)
    (reconstructions, codes) = (images, [Double](repeating: 0, count: codeSize))
  }

  /// Adds the image at `place` of `batch`, with the reconstructions `pixels` and the codes `values` of the batch.
  mutating func add(_ batch: ImageBatch, _ place: Int, pixels: [Float], codes values: [Float]) {
    count += 1
    let elements = images.count
    let start = Int(batch.indices[batch.indices.startIndex + place]) * elements
    batch.withExtendedMemory {
      switch batch.pixels {
      case .bytes(let base): HostNumbers.add(base + start, to: &images)
      case .levels(let base, let factor, let summand):
        HostNumbers.add(base + start, by: factor, plus: summand, to: &images)
      }
    }
    pixels.withUnsafeBufferPointer {
      HostNumbers.add(
        rows: UnsafeBufferPointer(rebasing: $0[place * elements..<(place + 1) * elements]), to: &reconstructions)
    }
    let size = codes.count
    values.withUnsafeBufferPointer {
      HostNumbers.add(rows: UnsafeBufferPointer(rebasing: $0[place * size..<(place + 1) * size]), to: &codes)
    }
  }

  var image: [Float] { images.map { Float($0 / Double(count) / 255) } }
  var reconstruction: [Float] { reconstructions.map { Float($0 / Double(count)) } }
  var code: [Float] { codes.map { Float($0 / Double(count)) } }

  var error: Double {
    zip(images, reconstructions).reduce(0) { sum, pair in
      let difference = (pair.0 / 255 - pair.1) / Double(count)
      return sum + difference * difference
    } / Double(max(images.count, 1))
  }
}
