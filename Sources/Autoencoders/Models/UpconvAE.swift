public import ImageShapes
public import Settings

/// The encoder of ``ConvAE``, and three transposed convolutions back: 5,257 parameters.
///
/// K. Arulkumaran's Torch collection of autoencoders (`UpconvAE`).
public struct UpconvAE: LayeredModel, PooledEncoder {
  public static let name = "UpconvAE"
  public static let summary = "3 convolutions with max pooling, 3 transposed convolutions, code 8x4x4"
  public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch)"
  public static let objective = ModelObjective(
    "The binary cross-entropy, with transposed convolutions of stride 2 back to the image.",
    "L = BCE(x, x′)", "fᵢ(a) = pool(ReLU(Wᵢ ∗ a)),  gᵢ(a) = ReLU(Vᵢ ∗ᵀ a)")
  public static let settings = pooledSettings

  public var filters = 16
  public var codeFilters = 8

  public init() {}

  public func layers(for image: ImageShape) -> Layers {
    Layers(
      encoder: pooledEncoder(for: image),
      decoder: [
        .transposedConv(codeFilters, kernel: 4, stride: 2, padding: 1, .relu),
        .transposedConv(filters, kernel: 4, stride: 2, padding: 1, .relu),
        .transposedConv(.image, kernel: 4, stride: 2, padding: pads(image) ? 3 : 1, .sigmoid),
      ])
  }
}
