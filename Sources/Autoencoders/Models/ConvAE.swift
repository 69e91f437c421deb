public import ImageShapes
public import Settings

/// Three pooled convolutions to eight maps of 4 x 4, and three convolutions after upsamplings: 4,385 parameters.
///
/// K. Arulkumaran's Torch collection of autoencoders (`ConvAE`), after F. Chollet, "Building Autoencoders in Keras", 2016.
public struct ConvAE: LayeredModel, PooledEncoder {
  public static let name = "ConvAE"
  public static let summary = "3 convolutions with max pooling, 3 with nearest upsampling, code 8x4x4"
  public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch)"
  public static let objective = ModelObjective(
    "The binary cross-entropy; each stage of the encoder halves the image, each stage of the decoder doubles it.",
    "L = BCE(x, x′)", "fᵢ(a) = pool(ReLU(Wᵢ ∗ a)),  gᵢ(a) = upsample(ReLU(Vᵢ ∗ a))")
  public static let settings = pooledSettings

  public var filters = 16
  public var codeFilters = 8

  public init() {}

  public func layers(for image: ImageShape) -> Layers {
    Layers(
      encoder: pooledEncoder(for: image),
      decoder: [
        .conv(codeFilters, kernel: 3, padding: 1, .relu), .upsample(2),
        .conv(codeFilters, kernel: 3, padding: 1, .relu), .upsample(2),
        .conv(filters, kernel: 3, padding: pads(image) ? 0 : 1, .relu), .upsample(2),
        .conv(.image, kernel: 3, padding: 1, .sigmoid),
      ])
  }
}
