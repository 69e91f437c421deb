public import ImageShapes
public import NeuralNetworks
public import Tensors

/// A wide layer of which, in training, each unit is heard for its strongest images alone: 784 → 1000 → 784.
///
/// Lifetime sparsity: of a unit's activations over a batch the greatest 5 % pass, the others are zero and pass no
/// gradient. A. Makhzani and B. Frey, "Winner-take-all autoencoders", 2015; K. Arulkumaran's Torch collection of
/// autoencoders (`WTA-AE`). It is overcomplete.
public struct WTAAE: Autoencoder {
  /// The size of the code and its sparsity.
  public struct Configuration: ModelConfiguration {
    public static let name = "WTA-AE"
    public static let summary = "dense 784-1000-784 with ReLU and winner-take-all lifetime sparsity of 5 %"
    public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch); Makhzani and Frey, 2015"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The units of the code.
    public var codeSize = 1000
    /// The part of a batch's images that each unit is kept for, rounded up to whole images.
    public var lifetimeSparsity = 0.05

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: codeSize, of: "code_size")
      try ModelError.check(lifetimeSparsity, of: "lifetime_sparsity", in: 1e-6...1)
      return WTAAE(image: image, self, loss: loss)
    }
  }

  public let encoder: Linear
  public let decoder: Linear
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape
  /// In training, the winners of each unit.
  public let winners: LifetimeSparsity

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    encoder = Linear(image.elements, configuration.codeSize)
    decoder = Linear(configuration.codeSize, image.elements)
    winners = LifetimeSparsity(Float(configuration.lifetimeSparsity))
    self.image = image
  }

  public func encode(_ images: Tensor) -> Tensor {  // [n, 1000]
    winners(relu(encoder(images.flattened())))
  }
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions), .sigmoid)
  }

}
