public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// The fully connected autoencoder of the DIGITS tutorial: 784 → 300 → 50 → 300 → 784.
///
/// NVIDIA DIGITS, `examples/autoencoder`, 2016. A ReLU also follows the code, so it is never negative; the output has
/// no activation.
public struct DIGITSAutoencoder: LayeredModel {
  public static let name = "DIGITS"
  public static let summary = "dense 784-300-50-300-784 with ReLU, the DIGITS tutorial's autoencoder"
  public static let source = "NVIDIA DIGITS, examples/autoencoder, 2016"
  public static let objective = ModelObjective(
    "The mean squared error. A ReLU also follows the code, so it is never negative.",
    "L = MSE(x, x′)", "z = ReLU(W₂ ReLU(W₁ x + b₁) + b₂)")
  public static let settings: [Setting<Self>] = [
    .size("hidden_units", \.hiddenUnits, help: "Units of the hidden layer on either side of the code."),
    .codeSize(\.codeSize),
    .flag(
      "mean_subtraction", \.meanSubtraction,
      help: "Subtract the mean training image before the network, and add it to the reconstruction."),
    .choice(
      "target_units", \.targetUnits,
      help: "Units of the last layer and the loss: those of the network's input, or pixels from 0 to 255."),
  ]

  public var hiddenUnits = 300
  public var codeSize = 50
  /// As the tutorial's "Subtract Mean: Image".
  public var meanSubtraction = false
  /// With `pixels`, as in the tutorial, the last layer learns a gain of 256 and the squared error is in pixel².
  public var targetUnits = TargetUnits.network

  /// The units of reconstructions.
  public enum TargetUnits: String, Hashable, Sendable, CaseIterable {
    /// Those of the network's input.
    case network
    /// 1 / 256 of the network's units.
    case pixels

    /// The number of target units per network unit.
    var scale: Float { self == .pixels ? 256 : 1 }
  }

  public init() {}

  public var pixelRange: PixelScaling { .per256 }
  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

  public func layers(for image: ImageShape) -> Layers {
    Layers(
      encoder: [.flatten] + .dense([hiddenUnits, codeSize], .relu), decoder: .dense([hiddenUnits], .relu) + .toImage())
  }

  /// Whether the layers define the whole model, without a mean image or target units.
  public var isOnlyLayers: Bool { !meanSubtraction && targetUnits == .network }

  public func build(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
    let layers = try LayeredAutoencoder(self, layers(for: image), image: image, loss: loss)
    guard !isOnlyLayers else { return layers }
    let mean = meanSubtraction ? Parameter([image.elements], .constant(0), role: .statistic) : nil
    return Network(layers: layers, image: image, mean: mean, units: targetUnits)
  }

  struct Network: ObjectiveOnLayers {
    let layers: LayeredAutoencoder
    let image: ImageShape
    /// The mean of the training images, `[c h w]`; nil if it is not subtracted.
    let mean: Parameter?
    let units: TargetUnits

    var namedParts: [(name: String, part: Any)] { [("", layers)] + (mean.map { [("mean", $0)] } ?? []) }

    func encode(_ images: Tensor) -> Code {
      let pixels = images.flattened()
      return layers.encode(mean.map { pixels.adding(bias: -pixels.graph.value(of: $0)) } ?? pixels)
    }

    func decode(_ code: Code) -> DecoderOutput {
      var pixels = layers.decode(code).logits.flattened()
      if units.scale != 1 { pixels = pixels / units.scale }
      if let mean { pixels = pixels.adding(bias: pixels.graph.value(of: mean)) }
      return DecoderOutput(pixels.reshaped(to: image.dimensions))
    }

    /// The reconstruction loss in ``TargetUnits``.
    func loss(on images: Tensor, against target: Tensor) -> Tensor {
      let output = decode(encode(images))
      guard units.scale != 1 else { return reconstructionLoss(output, target) }
      return reconstructionLoss(DecoderOutput(units.scale * output.logits), units.scale * target)
    }

    var lossName: String { units == .pixels ? "pixel \(reconstructionLoss.name)" : reconstructionLoss.name }

    func values(from images: any TrainingImages) throws -> [(parameter: Parameter, values: [Float])] {
      try mean.map { [($0, try images.mean())] } ?? []
    }
  }
}
