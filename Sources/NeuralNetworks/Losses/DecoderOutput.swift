public import Tensors

/// The output of a decoder, before and after its last activation.
///
/// A cross-entropy is computed from the values before a sigmoid, which keeps it finite and exact; other losses compare
/// the images.
public struct DecoderOutput {
  /// `[n, c, h, w]`, before the activation.
  public let logits: Tensor
  /// The activation that maps the logits to images; nil where the logits are the images.
  public let activation: ActivationKind?

  /// Creates the output of a decoder.
  ///
  /// - Parameters:
  ///   - logits: `[n, c, h, w]`, before the activation.
  ///   - activation: The activation that maps the logits to images; nil for none.
  public init(_ logits: Tensor, _ activation: ActivationKind? = nil) {
    self.logits = logits
    self.activation = activation
  }

  /// The reconstructions, `[n, c, h, w]`, in the units of the network's input.
  public var images: Tensor { activation.map(logits.activated) ?? logits }
}
