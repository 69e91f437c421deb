public import ImageShapes
public import NeuralNetworks
public import Tensors

/// An autoencoder whose code is kept from moving with its image: 784 → 128 → 784, logistic units.
///
/// The loss has λ ‖∂h/∂x‖² of each image, the sum of the squared elements of the code's Jacobian, added to it. S. Rifai,
/// P. Vincent, X. Muller, X. Glorot and Y. Bengio, "Contractive auto-encoders", 2011; sizes and λ of K. Arulkumaran's
/// Torch collection (`CAE`), whose own penalty was computed but never trained on.
public struct ContractiveAE: Autoencoder {
  /// The sizes of the layers and the penalty.
  public struct Configuration: ModelConfiguration {
    public static let name = "ContractiveAE"
    public static let summary = "dense 784-128-784, logistic units, a penalty on the Jacobian of the code"
    public static let source = "Rifai et al., Contractive auto-encoders, 2011; Kaixhin/Autoencoders (Torch)"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// Hidden layers before the code, none as published; the decoder has them in the other order.
    public var hidden: LayerSizes = []
    /// The units of the code.
    public var codeSize = 128
    /// λ.
    public var weight = 1e-8
    /// Whether the penalty is added up over a batch, as in the collection, or its mean is taken.
    public var reduction = PenaltyReduction.sum

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(sizes: hidden, of: "hidden")
      try ModelError.check(size: codeSize, of: "code_size")
      try ModelError.check(weight: weight, of: "weight")
      return ContractiveAE(image: image, self, loss: loss)
    }
  }

  public let encoder: Sequential
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape
  private let configuration: Configuration

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    let sizes = [image.elements] + configuration.hidden.sizes + [configuration.codeSize]
    encoder = Sequential(dense: sizes, Sigmoid())
    decoder = Sequential(dense: sizes.reversed(), Sigmoid(), endsLinear: true)
    self.image = image
    self.configuration = configuration
  }

  public func encode(_ images: Tensor) -> Tensor { encoder(images.flattened()) }  // [n, 128]
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions), .sigmoid)
  }

  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let code = encode(images)
    let loss = reconstructionLoss(decode(code), target)
    let penalty = configuration.reduction(squaredJacobian(of: code, in: images))
    return penalty.map { loss + Float(configuration.weight) * $0 } ?? loss
  }

  /// ‖∂h/∂x‖² of each image, `[n]`: exact for one layer, an estimate by one random vector for several.
  func squaredJacobian(of code: Tensor, in images: Tensor) -> Tensor {
    guard let weight = encoder.weights.first, encoder.weights.count == 1 else {
      return jacobianPenalty(of: code, withRespectTo: images)
    }
    return contractivePenalty(code: code, weights: code.graph.value(of: weight))
  }

  public var lossName: String { "\(reconstructionLoss.name) + contraction" }
}
