public import ImageShapes
public import NeuralNetworks
public import Tensors

/// A deterministic autoencoder whose code is held together and whose decoder is kept smooth, in place of noise.
///
/// Added to the reconstruction are β ‖z‖² / 2 and a penalty on the decoder: Σ w², or the size of its Jacobian at the code.
/// P. Ghosh, M. S. M. Sajjadi, A. Vergari, M. Black and B. Schölkopf, "From variational to deterministic autoencoders",
/// 2020, there with convolutions, here with dense layers.
public struct RAE: Autoencoder {
  /// The sizes of the layers and the penalties.
  public struct Configuration: ModelConfiguration {
    public static let name = "RAE"
    public static let summary = "regularised, dense 784-400-16, penalties on code and decoder in place of noise"
    public static let source = "Ghosh et al., From variational to deterministic autoencoders, ICLR 2020"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The hidden layers of the encoder; the decoder has them in the other order.
    public var hidden: LayerSizes = [400]
    /// The numbers of the code.
    public var codeSize = 16
    /// β, the factor of ‖z‖² / 2.
    public var codeWeight = 1e-4
    /// What keeps the decoder smooth: `l2`, `gradient-penalty` or `none`.
    public var regularization = Regularization.l2
    /// The factor of that penalty.
    public var regularizationWeight = 1e-7

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.sumOfSquares) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(sizes: hidden, of: "hidden")
      try ModelError.check(size: codeSize, of: "code_size")
      try ModelError.check(weight: codeWeight, of: "code_weight")
      try ModelError.check(weight: regularizationWeight, of: "regularization_weight")
      return RAE(image: image, self, loss: loss)
    }
  }

  /// What keeps a decoder smooth.
  public enum Regularization: String, Codable, Hashable, Sendable, CaseIterable {
    case none
    /// Σ w² over the weights of the decoder.
    case l2
    /// ‖∂D(z)/∂z‖² / 2 at the code, mean over images: the size of the Jacobian, estimated by one random vector each.
    case gradientPenalty = "gradient-penalty"
  }

  public let encoder: Sequential
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape
  private let configuration: Configuration

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    let sizes = [image.elements] + configuration.hidden.sizes + [configuration.codeSize]
    // A tanh can be differentiated twice, as the gradient penalty needs.
    let activation: any Module = configuration.regularization == .gradientPenalty ? Tanh() : ReLU()
    encoder = Sequential(dense: sizes, ReLU(), endsLinear: true)
    decoder = Sequential(dense: sizes.reversed(), activation, endsLinear: true)
    self.image = image
    self.configuration = configuration
  }

  public func encode(_ images: Tensor) -> Tensor { encoder(images.flattened()) }  // [n, 16]
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions), .sigmoid)
  }

  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let code = encode(images)
    let output = decode(code)
    let size = Float(configuration.codeWeight / 2) * code.squared().summedPerSample().batchMean()
    let loss = reconstructionLoss(output, target) + size
    return roughness(of: output, at: code).map { loss + Float(configuration.regularizationWeight) * $0 } ?? loss
  }

  /// The penalty on the decoder, a scalar.
  func roughness(of output: DecoderOutput, at code: Tensor) -> Tensor? {
    switch configuration.regularization {
    case .none: nil
    case .l2: l2Penalty(decoder.weights, factor: 2, in: code.graph)
    case .gradientPenalty:
      0.5 * jacobianPenalty(of: output.images.flattened(), withRespectTo: code).batchMean()
    }
  }

  public var lossName: String { "\(reconstructionLoss.name) + penalties" }
}
