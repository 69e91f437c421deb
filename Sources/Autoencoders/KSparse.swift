public import ImageShapes
public import NeuralNetworks
public import Tensors

/// A linear autoencoder with tied weights of whose code the k greatest numbers are kept: z = top k of W x + b, x' = Wᵀ z + b'.
///
/// A. Makhzani and B. Frey, "k-sparse autoencoders", 2014. It is overcomplete; the k are chosen in training and use alike.
public struct KSparse: Autoencoder {
  /// The size of the code and its sparsity.
  public struct Configuration: ModelConfiguration {
    public static let name = "KSparse"
    public static let summary = "linear 784-1000-784 with tied weights, the 25 greatest of the code kept"
    public static let source = "Makhzani and Frey, k-sparse autoencoders, ICLR 2014"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The units of the code.
    public var codeSize = 1000
    /// The units that are kept for each image.
    public var k = 25

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: codeSize, of: "code_size")
      try ModelError.check(k, of: "k", in: 1...codeSize)
      return KSparse(image: image, self, loss: loss)
    }
  }

  /// W and b.
  public let encoder: Linear
  public let greatest: TopK
  /// Wᵀ and b'.
  public let decoder: TiedLinear
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    encoder = Linear(image.elements, configuration.codeSize)
    greatest = TopK(configuration.k)
    decoder = TiedLinear(to: encoder)
    self.image = image
  }

  public func encode(_ images: Tensor) -> Tensor {  // [n, 1000]
    greatest(encoder(images.flattened()))
  }
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions))
  }

}
