public import ImageShapes
public import NeuralNetworks
public import Tensors

/// ``AE`` with a penalty on the activations of its code: 784 → 128 → 784.
///
/// K. Arulkumaran's Torch collection of autoencoders (`SparseAE`). The code may be larger than the image.
public struct SparseAE: Autoencoder {
  /// The size of the code, and what keeps it sparse.
  public struct Configuration: ModelConfiguration {
    public static let name = "SparseAE"
    public static let summary = "dense 784-128-784 with an L1 or KL penalty on the activations of the code"
    public static let source = "Kaixhin/Autoencoders, 2016-2017 (Torch)"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The units of the code.
    public var codeSize = 128
    /// The penalty: `l1` as in the collection, or `kl`.
    public var sparsity = Sparsity.l1
    /// The factor of Σ |h| over the units of the code.
    public var l1Weight = 1e-5
    /// Whether Σ |h| is added up over a batch, as Torch's `L1Penalty` does, or its mean is taken.
    public var l1Reduction = PenaltyReduction.sum
    /// The factor of Σ KL(ρ ‖ ρ̂) over the units.
    public var klWeight = 0.01
    /// ρ: the mean activation that `kl` asks of each unit.
    public var targetActivation = 0.05

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: codeSize, of: "code_size")
      try ModelError.check(weight: l1Weight, of: "l1_weight")
      try ModelError.check(weight: klWeight, of: "kl_weight")
      try ModelError.check(targetActivation, of: "target_activation", in: 0.0001...0.9999)
      return SparseAE(image: image, self, loss: loss)
    }
  }

  /// What keeps a code sparse.
  public enum Sparsity: String, Codable, Hashable, Sendable, CaseIterable {
    /// Σ |h| over rectified units: its gradient is the same for every active unit.
    case l1
    /// Σ KL(ρ ‖ ρ̂) over logistic units, ρ̂ the mean of a unit's activation over the batch (A. Ng, "Sparse
    /// autoencoder", 2011).
    case kl
  }

  public let encoder: Linear
  public let decoder: Linear
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape
  private let configuration: Configuration

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    encoder = Linear(image.elements, configuration.codeSize)
    decoder = Linear(configuration.codeSize, image.elements)
    self.image = image
    self.configuration = configuration
  }

  public func encode(_ images: Tensor) -> Tensor {  // [n, 128]
    let logits = encoder(images.flattened())
    return configuration.sparsity == .l1 ? relu(logits) : sigmoid(logits)
  }
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions), .sigmoid)
  }

  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let code = encode(images)
    let loss = reconstructionLoss(decode(code), target)
    return penalty(code).map { loss + $0 } ?? loss
  }

  /// The penalty on `code`, a scalar; nil where none is to be measured.
  func penalty(_ code: Tensor) -> Tensor? {
    switch configuration.sparsity {
    case .l1:
      configuration.l1Reduction(codeL1(code)).map { Float(configuration.l1Weight) * $0 }
    case .kl:
      Float(configuration.klWeight) * sparsityKL(code, target: Float(configuration.targetActivation))
    }
  }

  public var lossName: String { "\(reconstructionLoss.name) + \(configuration.sparsity.rawValue)" }
}
