public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// A deterministic autoencoder with penalties on code and decoder instead of noise.
///
/// The loss includes β ‖z‖² / 2 and a penalty on the decoder: Σ w², or the norm of its Jacobian at the code. P. Ghosh,
/// M. S. M. Sajjadi, A. Vergari, M. Black and B. Schölkopf, "From variational to deterministic autoencoders", 2020;
/// there with convolutions, here with dense layers.
public struct RAE: ModelConfiguration {
  public static let name = "RAE"
  public static let summary = "regularised, dense 784-400-16, penalties on code and decoder instead of noise"
  public static let source = "Ghosh et al., From variational to deterministic autoencoders, ICLR 2020"
  public static let objective = ModelObjective(
    "The squared error of an image with penalties on code and decoder instead of noise.",
    "L = ‖x − x′‖² + β ‖z‖² / 2 + λ Σ w²,  w the weights of the decoder",
    "or  L = ‖x − x′‖² + β ‖z‖² / 2 + λ ‖∂g/∂z‖² / 2")
  public static let settings: [Setting<Self>] = [
    .hidden(\.hidden), .codeSize(\.codeSize),
    .weight("code_weight", \.codeWeight, help: "The factor of half the squared length of the code, β."),
    .choice("regularization", \.regularization, help: "The penalty that keeps the decoder smooth."),
    .weight("regularization_weight", \.regularizationWeight, help: "The factor of that penalty."),
  ]

  public var hidden = [400]
  public var codeSize = 16
  public var codeWeight = 1e-4
  public var regularization = Regularization.l2
  public var regularizationWeight = 1e-7

  /// A penalty on the decoder that keeps it smooth.
  public enum Regularization: String, Hashable, Sendable, CaseIterable {
    case none
    /// Σ w² over the weights of the decoder.
    case l2
    /// ‖∂D(z)/∂z‖² / 2 at the code, mean over images: estimated from one random vector each.
    case gradientPenalty = "gradient-penalty"
  }

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.sumOfSquares) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
    // tanh is differentiable twice, as the gradient penalty requires.
    let activation = regularization == .gradientPenalty ? ActivationName.tanh : .relu
    let layers = Layers(
      encoder: [.flatten] + .dense(hidden, .relu) + [.linear(codeSize)],
      decoder: .dense(hidden.reversed(), activation) + .toImage(.sigmoid))
    return Network(model: self, layers: try LayeredAutoencoder(self, layers, image: image, loss: loss))
  }

  struct Network: ObjectiveOnLayers {
    let model: RAE
    let layers: LayeredAutoencoder

    func loss(on images: Tensor, against target: Tensor) -> Tensor {
      let code = encode(images)
      let output = decode(code)
      let size = Float(model.codeWeight / 2) * code.values.squared().summedPerSample().batchMean()
      let loss = reconstructionLoss(output, target) + size
      return roughness(of: output, at: code.values).map { loss + Float(model.regularizationWeight) * $0 } ?? loss
    }

    /// The penalty on the decoder, a scalar; nil for none.
    func roughness(of output: DecoderOutput, at code: Tensor) -> Tensor? {
      switch model.regularization {
      case .none: nil
      case .l2: l2Penalty(layers.decoderWeights, factor: 2, in: code.graph)
      case .gradientPenalty:
        0.5 * jacobianPenalty(of: output.images.flattened(), withRespectTo: code).batchMean()
      }
    }

    var lossName: String { "\(reconstructionLoss.name) + penalties" }
  }
}
