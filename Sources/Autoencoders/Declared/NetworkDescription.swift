public import ImageShapes
public import NeuralNetworks
public import Settings

/// An autoencoder as two lists of layers: the content of a model file.
///
///     name: MyConvAE
///     encoder:
///       - conv: {filters: 16, kernel: 3, padding: 1, activation: relu}
///       - max-pool: {window: 2, name: pool1}
///       - flatten
///       - linear: {units: 50}
///     decoder:
///       - linear: {units: 3136, activation: relu}
///       - reshape: [16, 14, 14]
///       - unpool: {pool: pool1}
///       - transposed-conv: {filters: 1, kernel: 3, padding: 1, activation: sigmoid}
///     loss: {bce: 1}
///
/// The sizes of inputs follow from the preceding layer and the images.
public struct NetworkDescription: Hashable, Sendable {
  /// The name of the model.
  public var name: String
  /// The image shape; nil for the data set's.
  public var image: ImageShape?
  /// The pixel range; nil for one that suits loss and output.
  public var pixels: PixelScaling?
  public var encoder: [LayerDescription]
  public var decoder: [LayerDescription]
  /// Weights of losses by name; the mean squared error when empty.
  public var loss: [String: Double]
  public var penalties: CodePenalties
  /// The corruption of training images.
  public var corruption: Corruption
  /// The naming of parameters in checkpoints.
  var keys = CheckpointKeys.names
  /// The batch size that a Torch listing asks for; nil for none.
  public internal(set) var batchSize: Int?
  /// The name of the objective in reports; nil for its terms.
  var objectiveName: String?
  /// The file, for errors.
  public var file: String
  /// The line of the loss in the file.
  var lossLine: Int?

  init(
    name: String, image: ImageShape? = nil, encoder: [LayerDescription], decoder: [LayerDescription],
    loss: [String: Double] = [:], penalties: CodePenalties = CodePenalties(), corruption: Corruption = .none
  ) {
    self.name = name
    self.image = image
    self.encoder = encoder
    self.decoder = decoder
    self.loss = loss
    self.penalties = penalties
    self.corruption = corruption
    file = name
  }

  /// The reconstruction loss.
  /// - Throws: `LossError` for an unknown name or a weight out of range.
  public func reconstructionLoss() throws(LossError) -> ReconstructionLoss {
    loss.isEmpty ? ReconstructionLoss(.meanSquaredError) : try ReconstructionLoss(named: loss)
  }

  /// The given pixel range, or one that suits the loss and the last activation.
  public var pixelRange: PixelScaling {
    if let pixels { return pixels }
    return decoder.last { !$0.kind.keepsElements }?.kind.activation == .tanh ? .symmetric : .unit
  }
}

/// The naming of parameters of layers without their own key.
enum CheckpointKeys: Hashable, Sendable {
  /// By the part and the layer's name: `encoder.linear1`.
  case names
  /// By the part and the layer's index: `encoder.0`.
  case places
}

/// A layer of a network: its kind with settings, and a name for references.
public struct LayerDescription: Sendable {
  var kind: any LayerKind
  public var name: String?
  /// The path of its parameters in checkpoints; nil for the part with its name or index.
  var key: String?
  /// The features or channels of its input, if the file states them.
  var inputs: Int?
  /// Its line in the file, from 1.
  public var line: Int?

  init(_ kind: any LayerKind, name: String? = nil, line: Int? = nil) {
    self.kind = kind
    self.name = name
    self.line = line
  }
}

extension LayerDescription: Hashable {
  public static func == (a: LayerDescription, b: LayerDescription) -> Bool {
    AnyHashable(a.kind) == AnyHashable(b.kind) && a.name == b.name
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(AnyHashable(kind))
    hasher.combine(name)
  }
}

/// Weights of penalties on the code, mean over images; 0 for none.
public struct CodePenalties: Configurable, Hashable, Sendable {
  public static let settingsOwner = "the penalties"
  public static let settings: [Setting<Self>] = [
    .weight("code-l1", \.l1, help: "The factor of the sum of absolute activations."),
    .choice(
      "code-l1-reduction", \.l1Reduction,
      help: "Whether the sum is over a batch, as in Torch's L1Penalty, or its mean over images.",
      condition: "with code-l1"),
    .weight("sparsity", \.sparsity, help: "The factor of the divergence of mean activations from sparsity-target."),
    .number(
      "sparsity-target", \.sparsityTarget, in: .fraction, help: "The target of mean activations.",
      condition: "with sparsity"),
    .weight("contractive", \.contractive, help: "The factor of an estimate of the squared Jacobian of the code."),
  ]

  /// The weight of Σ |h|.
  public var l1 = 0.0
  /// Whether that sum is over a batch, or its mean over images.
  public var l1Reduction = PenaltyReduction.mean
  /// The weight of the divergence of mean activations from `sparsityTarget`; for codes in [0, 1].
  public var sparsity = 0.0
  /// The target of the mean activation.
  public var sparsityTarget = 0.05
  /// The weight of an estimate of ‖∂h/∂x‖².
  public var contractive = 0.0

  public init() {}
}
