public import ImageShapes
public import NeuralNetworks
import Tensors

/// An autoencoder as a list of layers: what a model file says.
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
/// Sizes of inputs are not given: they follow from the layer before, and from the images.
public struct NetworkDescription: Hashable, Sendable {
  /// What the model is called.
  public var name: String
  /// The size of images; nil for the data set's.
  public var image: ImageShape?
  /// The range of pixels, as `PixelScaling` writes it; nil for the range that suits loss and output.
  public var pixels: String?
  public var encoder: [LayerDescription]
  public var decoder: [LayerDescription]
  /// Weights of losses by name; the mean squared error when empty.
  public var loss: [String: Double]
  public var penalties: CodePenalties
  /// What is done to the training images that the network sees.
  public var corruption: Corruption
  /// The file it was read from; places in errors begin with it.
  public var file: String
  /// The line of the loss in the file.
  var lossLine: Int?

  public init(
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

  /// What restored images are compared by.
  /// - Throws: `LossError` for an unknown name or a weight out of range.
  public func reconstructionLoss() throws(LossError) -> ReconstructionLoss {
    loss.isEmpty ? ReconstructionLoss(.meanSquaredError) : try ReconstructionLoss(named: loss)
  }

  /// The range of pixels that is given, or that suits the loss and the last activation.
  public var pixelRange: String {
    if let pixels { return pixels }
    return decoder.last { !$0.kind.keepsElements }?.kind.activation == .tanh ? "-1..1" : "0..1"
  }
}

/// A layer of a declared network: its kind with its fields, and a name where others refer to it.
public struct LayerDescription: Sendable {
  public var kind: any LayerKind
  public var name: String?
  /// Its line in the file, from 1.
  public var line: Int?

  public init(_ kind: any LayerKind, name: String? = nil, line: Int? = nil) {
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

/// Penalties on the code, each with its weight; mean over images, 0 for none.
public struct CodePenalties: Hashable, Sendable {
  /// Of Σ |h|.
  public var l1 = 0.0
  /// Of the divergence of the units' mean activations from `sparsityTarget`; for codes in [0, 1].
  public var sparsity = 0.0
  /// The mean activation that is asked for.
  public var sparsityTarget = 0.05
  /// Of an estimate of ‖∂h/∂x‖².
  public var contractive = 0.0

  public init() {}
}
