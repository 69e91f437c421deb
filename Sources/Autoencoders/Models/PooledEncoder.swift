public import ImageShapes
public import NeuralNetworks
import Settings

/// The encoder of ``ConvAE`` and ``UpconvAE``: three convolutions, each with a ReLU and a pooling that halves the image.
///
/// The published one pads the first two poolings: 28 x 28 becomes 15 x 15, 8 x 8 and 4 x 4, and the decoder returns
/// from 32 to 28. This fits sides of 8 k - 4. Without the padding the same layers fit sides of 8 k.
public protocol PooledEncoder: ModelConfiguration {
  /// Maps of the first and the last hidden layer.
  var filters: Int { get set }
  /// Maps of the code and of the layers beside it.
  var codeFilters: Int { get set }
}

extension PooledEncoder {
  static var pooledSettings: [Setting<Self>] {
    [
      .size("filters", \.filters, help: "Maps of the first and the last hidden layer."),
      .size("code_filters", \.codeFilters, help: "Maps of the code and of the layers beside it."),
    ]
  }

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

  public func check(_ image: ImageShape) throws(ModelError) {
    try ModelError.check(
      image, expected: "height and width that are both multiples of 8, or both 4 more than one",
      image.height.isMultiple(of: 4) && (image.height - image.width).isMultiple(of: 8))
  }

  func pooledEncoder(for image: ImageShape) -> [LayerDescription] {
    let padding = pads(image) ? 1 : 0
    return [
      .conv(filters, kernel: 3, padding: 1, .relu), .maxPool(2, padding: padding),
      .conv(codeFilters, kernel: 3, padding: 1, .relu), .maxPool(2, padding: padding),
      .conv(codeFilters, kernel: 3, padding: 1, .relu), .maxPool(2),
    ]
  }

  /// Whether the first two poolings are padded, as published.
  func pads(_ image: ImageShape) -> Bool { !image.height.isMultiple(of: 8) }
}
