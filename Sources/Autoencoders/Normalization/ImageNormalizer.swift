public import ImageShapes
public import Tensors

/// An ``ImageNormalization`` for images of one shape, with its statistics of the training images.
public struct ImageNormalizer {
  /// The kind of normalization.
  public let kind: ImageNormalization
  /// The mean of the training images, `[c h w]`, or of their channels, `[c]`.
  public let mean: Parameter?
  /// The matrix that multiplies centred images, and its inverse, both symmetric, `[c h w, c h w]`.
  public let whitening: Parameter?
  public let colouring: Parameter?
  private let image: ImageShape

  /// Creates a normalizer; set its statistics to ``values(from:mean:)``.
  ///
  /// - Parameters:
  ///   - kind: The kind of normalization.
  ///   - image: The shape of the images.
  public init(_ kind: ImageNormalization, image: ImageShape) {
    func statistic(_ dimensions: [Int]) -> Parameter { Parameter(dimensions, .constant(0), role: .statistic) }
    self.kind = kind
    self.image = image
    let pixels = image.elements
    mean =
      switch kind {
      case .none, .perImage: nil
      case .meanPixel: statistic([image.channels])
      case .meanImage, .whitening: statistic([pixels])
      }
    whitening = kind == .whitening ? statistic([pixels, pixels]) : nil
    colouring = kind == .whitening ? statistic([pixels, pixels]) : nil
  }

  /// The statistics of `images`, in scaled pixels.
  ///
  /// `mean`, a mean image `[c h w]` in scaled pixels, replaces the computed mean.
  /// - Throws: ``ModelError`` for more pixels than a whitening can have; errors of reading.
  public func values(
    from images: any TrainingImages, mean given: [Float]? = nil
  ) throws -> [(parameter: Parameter, values: [Float])] {
    guard let mean else { return [] }
    if let whitening, let colouring {
      let fitted = try ZCAWhitening(of: images)
      return [(mean, fitted.mean), (whitening, fitted.whitening), (colouring, fitted.colouring)]
    }
    let meanImage = try given ?? images.mean()
    guard kind == .meanPixel else { return [(mean, meanImage)] }
    let plane = image.height * image.width
    let means = (0..<image.channels).map { channel in
      Float(meanImage[channel * plane..<(channel + 1) * plane].reduce(0) { $0 + Double($1) } / Double(plane))
    }
    return [(mean, means)]
  }

  /// The maps for `images`, `[n, c, h, w]` in scaled pixels, and for their reconstructions.
  public func callAsFunction(_ images: Tensor) -> NormalizedImages {
    let graph = images.graph
    switch kind {
    case .none:
      return NormalizedImages(normalize: { $0 }, denormalize: { $0 })
    case .meanPixel, .meanImage:
      guard let mean else { fatalError("a mean that was not declared") }
      return NormalizedImages(
        normalize: { adding(-graph.value(of: mean), to: $0) }, denormalize: { adding(graph.value(of: mean), to: $0) })
    case .perImage:
      let mean = (1 / Float(image.elements)) * images.summedPerSample()
      let centred = images - mean.broadcast(to: image.dimensions)
      let variance = (1 / Float(image.elements)) * centred.squared().summedPerSample()
      let minimum = 1 / Float(image.elements).squareRoot()
      let deviation = variance.squareRoot().clipped(to: minimum...Float.greatestFiniteMagnitude)
      let factor = deviation.reciprocal().broadcast(to: image.dimensions)
      let means = mean.broadcast(to: image.dimensions)
      return NormalizedImages(
        normalize: { ($0 - means) * factor }, denormalize: { $0 * deviation.broadcast(to: image.dimensions) + means })
    case .whitening:
      guard let mean, let whitening, let colouring else { fatalError("matrices that were not declared") }
      return NormalizedImages(
        normalize: {
          adding(-graph.value(of: mean), to: $0).flattened()
            .multiplied(byTransposed: graph.value(of: whitening)).reshaped(to: image.dimensions)
        },
        denormalize: {
          adding(
            graph.value(of: mean),
            to: $0.flattened().multiplied(byTransposed: graph.value(of: colouring)).reshaped(to: image.dimensions))
        })
    }
  }

  /// `shared`, `[c]` or `[c h w]`, added to each of `images`.
  private func adding(_ shared: Tensor, to images: Tensor) -> Tensor {
    guard kind != .meanPixel else { return images.adding(bias: shared) }
    return images.flattened().adding(bias: shared).reshaped(to: image.dimensions)
  }
}

/// The normalization of a batch of images and its inverse.
public struct NormalizedImages {
  /// From scaled pixels to the network's input, `[n, c, h, w]`.
  public let normalize: (Tensor) -> Tensor
  /// From the network's output to scaled pixels, `[n, c, h, w]`.
  public let denormalize: (Tensor) -> Tensor
}
