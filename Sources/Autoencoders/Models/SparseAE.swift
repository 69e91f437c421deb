public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// ``AE`` with a penalty on the activations of its code: 784 → 128 → 784.
///
/// K. Arulkumaran's Torch collection of autoencoders (`SparseAE`). The code may be larger than the image.
public struct SparseAE: ModelConfiguration {
  public static let name = "SparseAE"
  public static let summary = "dense 784-128-784 with an L1 or KL penalty on the activations of the code"
  public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch)"
  public static let objective = ModelObjective(
    "The binary cross-entropy with a penalty on the activations of the code: their absolute values, or the divergence "
      + "of their means from ρ.",
    "L = BCE(x, x′) + λ Σⱼ |zⱼ|", "or  L = BCE(x, x′) + λ Σⱼ KL(ρ ‖ mean of zⱼ)")
  public static let settings: [Setting<Self>] = [
    .codeSize(\.codeSize),
    .choice("sparsity", \.sparsity, help: "The penalty on the activations of the code, l1 in the collection."),
    .weight("l1_weight", \.l1Weight, help: "The factor of the sum of absolute activations.", condition: "with l1"),
    .choice(
      "l1_reduction", \.l1Reduction,
      help: "Whether the L1 penalty is the sum over a batch, as in Torch's L1Penalty, or its mean.",
      condition: "with l1"),
    .weight(
      "kl_weight", \.klWeight, help: "The factor of the divergence from the target activation.", condition: "with kl"),
    .number(
      "target_activation", \.targetActivation, in: .within(0.0001...0.9999), help: "The mean activation of each unit.",
      condition: "with kl"),
  ]

  public var codeSize = 128
  public var sparsity = Sparsity.l1
  public var l1Weight = 1e-5
  public var l1Reduction = PenaltyReduction.sum
  public var klWeight = 0.01
  public var targetActivation = 0.05

  /// A penalty that makes a code sparse.
  public enum Sparsity: String, Hashable, Sendable, CaseIterable {
    /// Σ |h| over rectified units: its gradient is the same for every active unit.
    case l1
    /// Σ KL(ρ ‖ ρ̂) over logistic units, ρ̂ the mean of a unit's activation over the batch (A. Ng, "Sparse
    /// autoencoder", 2011).
    case kl
  }

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
    let layers = Layers(
      encoder: [.flatten, .linear(codeSize, sparsity == .l1 ? .relu : .sigmoid).keyed("encoder")],
      decoder: [.linear(.image, .sigmoid).keyed("decoder"), .reshapeToImage])
    return Network(model: self, layers: try LayeredAutoencoder(self, layers, image: image, loss: loss))
  }

  struct Network: ObjectiveOnLayers {
    let model: SparseAE
    let layers: LayeredAutoencoder

    func loss(on images: Tensor, against target: Tensor) -> Tensor {
      let code = encode(images)
      let loss = reconstructionLoss(decode(code), target)
      return penalty(code.values).map { loss + $0 } ?? loss
    }

    /// The penalty on `code`, a scalar; nil for none.
    func penalty(_ code: Tensor) -> Tensor? {
      switch model.sparsity {
      case .l1: model.l1Reduction(codeL1(code)).map { Float(model.l1Weight) * $0 }
      case .kl: Float(model.klWeight) * sparsityKL(code, target: Float(model.targetActivation))
      }
    }

    var lossName: String { "\(reconstructionLoss.name) + \(model.sparsity.rawValue)" }
  }
}
