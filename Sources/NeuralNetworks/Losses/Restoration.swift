public import Tensors

/// Images as a decoder restores them, before and after its last activation.
///
/// A cross-entropy is taken from what comes before a sigmoid, which keeps it finite and exact; other losses compare the images.
public struct Restoration {
  /// `[n, c, h, w]`, before the activation.
  public let logits: Tensor
  /// What makes images of them; nil where the logits are the images.
  public let activation: ActivationKind?

  public init(_ logits: Tensor, _ activation: ActivationKind? = nil) {
    self.logits = logits
    self.activation = activation
  }

  /// The restored images, `[n, c, h, w]`, in the units that the network sees.
  public var images: Tensor { activation.map(logits.activated) ?? logits }
}
