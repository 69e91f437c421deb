public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// An autoencoder with a penalty on the Jacobian of its code: 784 → 128 → 784, logistic units.
///
/// The loss includes λ ‖∂h/∂x‖² of each image. S. Rifai, P. Vincent, X. Muller, X. Glorot and Y. Bengio, "Contractive
/// auto-encoders", 2011, whose weights are tied; sizes and λ of K. Arulkumaran's Torch collection (`CAE`), which computes
/// the penalty but never trains on it.
public struct ContractiveAE: ModelConfiguration {
  public static let name = "ContractiveAE"
  public static let summary = "dense 784-128-784, logistic units, a penalty on the Jacobian of the code"
  public static let source = "Rifai et al., Contractive auto-encoders, 2011; Kaixhin/Autoencoders (Torch)"
  public static let objective = ModelObjective(
    "The binary cross-entropy with a penalty on the Jacobian of the code, so that the code changes little where the "
      + "image does.",
    "L = BCE(x, x′) + λ ‖∂z/∂x‖²")
  public static let settings: [Setting<Self>] = [
    .hidden(\.hidden), .codeSize(\.codeSize), .weight("weight", \.weight, help: "The factor of the penalty, λ."),
    .choice(
      "reduction", \.reduction,
      help: "Whether the penalty is the sum over a batch, as in the collection, or its mean."),
    .flag("tied", \.isTied, help: "Give each decoder layer the weights of its encoder layer, transposed."),
  ]

  public var hidden: [Int] = []
  public var codeSize = 128
  public var weight = 1e-8
  public var reduction = PenaltyReduction.sum
  public var isTied = false

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
    return Network(model: self, layers: try LayeredAutoencoder(self, layers, image: image, loss: loss))
  }

  private var layers: Layers {
    let sizes = hidden + [codeSize]
    guard isTied else {
      return Layers(
        encoder: [.flatten] + .dense(sizes, .sigmoid),
        decoder: .dense(hidden.reversed(), .sigmoid) + .toImage(.sigmoid))
    }
    let names = sizes.indices.map { "dense\($0 + 1)" }
    return Layers(
      encoder: [.flatten] + zip(sizes, names).map { .linear($0, .sigmoid).named($1) },
      decoder: names.reversed().map { .tied(to: $0, .sigmoid) } + [.reshapeToImage])
  }

  struct Network: ObjectiveOnLayers {
    let model: ContractiveAE
    let layers: LayeredAutoencoder

    func loss(on images: Tensor, against target: Tensor) -> Tensor {
      let code = encode(images)
      let loss = reconstructionLoss(decode(code), target)
      let penalty = model.reduction(squaredJacobian(of: code.values, in: images))
      return penalty.map { loss + Float(model.weight) * $0 } ?? loss
    }

    /// ‖∂h/∂x‖² of each image, `[n]`: exact for one layer, an estimate from one random vector for several.
    func squaredJacobian(of code: Tensor, in images: Tensor) -> Tensor {
      let weights = layers.encoderWeights
      guard weights.count == 1 else { return jacobianPenalty(of: code, withRespectTo: images) }
      return contractivePenalty(code: code, weights: code.graph.value(of: weights[0]))
    }

    var lossName: String { "\(reconstructionLoss.name) + contraction" }
  }
}
