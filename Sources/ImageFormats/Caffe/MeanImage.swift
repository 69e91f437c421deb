internal import Diagnostics
public import ImageShapes
public import Pictures
internal import Synchronization

/// The mean of many images, pixel by pixel.
public struct MeanImage: Hashable, Sendable {
  /// The shape of the images.
  public let shape: ImageShape
  /// The means, `[c, h, w]`, red first, from 0 to 255.
  public let values: [Float]

  /// Creates a mean image.
  ///
  /// - Parameters:
  ///   - shape: the shape of the images.
  ///   - values: `[c, h, w]`, from 0 to 255, as many as the shape has elements.
  public init(shape: ImageShape, values: [Float]) {
    require(values.count == shape.elements, "\(values.count) numbers do not make an image of \(shape)")
    (self.shape, self.values) = (shape, values)
  }

  /// The mean of each channel, from 0 to 255.
  public var pixel: [Double] {
    let plane = shape.height * shape.width
    return (0..<shape.channels).map { channel in
      values[channel * plane..<(channel + 1) * plane].reduce(0.0) { $0 + Double($1) } / Double(plane)
    }
  }

  /// The mean rounded to bytes, as a picture; the shape must have 1 or 3 channels.
  public var picture: Picture {
    Picture(bytePlanes: values.map { UInt8(max(0, min(255, $0.rounded()))) }, shape: shape)
  }

  /// Computes the mean of all readable images of a source from integer sums: the same for any number of threads.
  ///
  /// Exact for bytes; levels that are not rounded are added up in units of 2⁻¹⁶.
  ///
  /// - Parameters:
  ///   - source: the images.
  ///   - threads: the number of threads that read.
  ///   - skippingBad: whether unreadable images are left out instead of ending in an error.
  /// - Throws: ``ImageFileError`` when no image can be read; unless `skippingBad`, what reading an image throws.
  public init(of source: any ImageSource, threads: Int = 2, skippingBad: Bool = false) throws {
    let elements = source.bytesPerImage
    let total = Mutex<(sums: [UInt64], count: Int, error: (any Error)?)>(
      ([UInt64](repeating: 0, count: elements), 0, nil))
    forEachPiece(of: source.count, threads: max(1, threads)) { piece in
      if !skippingBad, total.withLock({ $0.error != nil }) { return }
      var sums = [UInt64](repeating: 0, count: elements)
      var adder = ImageAdder(source)
      var count = 0
      for index in piece {
        do {
          try adder.add(index, to: &sums)
        } catch {
          let isFatal = !skippingBad || error.isMixedSizes
          total.withLock { $0.error = $0.error.map { $0.isMixedSizes ? $0 : error } ?? error }
          if isFatal { return } else { continue }
        }
        count += 1
      }
      total.withLock { total in
        total.count += count
        for i in 0..<elements { total.sums[i] += sums[i] }
      }
    }
    let (sums, count, error) = total.withLock { $0 }
    if let error, !skippingBad || count == 0 || error.isMixedSizes { throw error }
    guard count > 0 else {
      throw ImageFileError(.empty, "no images to take the mean of", place: source.name, cure: "give images")
    }
    self.init(shape: source.shape, values: sums.map { Float(Double($0) / Double(count) / ImageAdder.unit(of: source)) })
  }
}

/// Adds up the pixels of images as integers.
private struct ImageAdder {
  private let source: any ImageSource
  private var pixels: [UInt8]
  private var levels: [Float]

  init(_ source: any ImageSource) {
    self.source = source
    let elements = source.shape.elements
    pixels = [UInt8](repeating: 0, count: source.hasFractions ? 0 : elements)
    levels = [Float](repeating: 0, count: source.hasFractions ? elements : 0)
  }

  /// The integer that a level of 1 is added as.
  static func unit(of source: any ImageSource) -> Double { source.hasFractions ? 65_536 : 1 }

  mutating func add(_ index: Int, to sums: inout [UInt64]) throws {
    if source.hasFractions {
      let unit = Self.unit(of: source)
      try levels.withUnsafeMutableBufferPointer { try source.readLevels(index, into: $0) }
      for i in sums.indices { sums[i] += UInt64((Double(levels[i]) * unit).rounded()) }
    } else {
      try pixels.withUnsafeMutableBufferPointer { try source.read(index, into: $0) }
      for i in sums.indices { sums[i] &+= UInt64(pixels[i]) }
    }
  }
}
