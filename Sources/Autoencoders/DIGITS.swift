public import ImageShapes
public import NeuralNetworks
public import Tensors

/// The fully connected autoencoder of the DIGITS tutorial: 784 → 300 → 50 → 300 → 784.
///
/// NVIDIA DIGITS, `examples/autoencoder`, 2016. There is a ReLU after the code too, so the code is never negative, and
/// none after the output.
public struct DIGITSAutoencoder: Autoencoder {
  /// The sizes of the layers.
  public struct Configuration: ModelConfiguration {
    public static let name = "DIGITS"
    public static let summary = "dense 784-300-50-300-784 with ReLU, the DIGITS tutorial's autoencoder"
    public static let source = "NVIDIA DIGITS, examples/autoencoder, 2016"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The units of the hidden layer on either side of the code.
    public var hiddenUnits = 300
    /// The units of the code.
    public var codeSize = 50
    /// Whether the mean of the training images is taken from what the network sees, and added to what it restores, as
    /// the tutorial's "Subtract Mean: Image" does.
    public var meanSubtraction = false
    /// What the last layer gives and the loss is measured in: `network` for the units that the network sees, or, as in
    /// the tutorial, `pixels` from 0 to 255, so that the layer learns a gain of 256 and the squared error is in pixel².
    public var targetUnits = TargetUnits.network

    public var pixelRange: String { "/256" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

    /// nil where the mean image or the units of the target make it more than its layers.
    public var network: NetworkDescription? {
      guard !meanSubtraction, targetUnits == .network else { return nil }
      func linear(_ units: Extent, _ activation: ActivationName? = .relu) -> LayerDescription {
        LayerDescription(LinearLayer(units: units, activation: activation))
      }
      var network = NetworkDescription(
        name: Self.name, image: Self.defaultImage,
        encoder: [LayerDescription(FlattenLayer()), linear(.count(hiddenUnits)), linear(.count(codeSize))],
        decoder: [linear(.count(hiddenUnits)), linear(.ofImage, nil), LayerDescription(ReshapeLayer())],
        loss: ["mse": 1])
      network.pixels = pixelRange
      return network
    }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: hiddenUnits, of: "hidden_units")
      try ModelError.check(size: codeSize, of: "code_size")
      return DIGITSAutoencoder(image: image, self, loss: loss)
    }
  }

  /// What a network restores.
  public enum TargetUnits: String, Codable, Hashable, Sendable, CaseIterable {
    /// Numbers of the range that it sees.
    case network
    /// 256 times these.
    case pixels

    /// How many of them make one of the network's units.
    var scale: Float { self == .pixels ? 256 : 1 }
  }

  public let encoder: Sequential
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape
  /// The mean of the training images, `[c h w]`; nil where it is not subtracted.
  public let mean: Parameter?
  private let units: TargetUnits

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    let (pixels, hidden, code) = (image.elements, configuration.hiddenUnits, configuration.codeSize)
    let layers = [Linear(pixels, hidden), Linear(hidden, code), Linear(code, hidden), Linear(hidden, pixels)]
    encoder = Sequential {
      layers[0]
      ReLU()
      layers[1]
      ReLU()
    }
    decoder = Sequential {
      layers[2]
      ReLU()
      layers[3]
    }
    self.image = image
    mean = configuration.meanSubtraction ? Parameter([pixels], .constant(0), role: .statistic) : nil
    units = configuration.targetUnits
  }

  public func encode(_ images: Tensor) -> Tensor {  // [n, 50]
    let pixels = images.flattened()
    return encoder(mean.map { pixels.adding(bias: -pixels.graph.value(of: $0)) } ?? pixels)
  }
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    var pixels = decoder(code)
    if units.scale != 1 { pixels = pixels / units.scale }
    if let mean { pixels = pixels.adding(bias: code.graph.value(of: mean)) }
    return DecoderOutput(pixels.reshaped(to: image.dimensions))
  }

  /// The reconstruction loss in ``TargetUnits``.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let output = decode(encode(images))
    guard units.scale != 1 else { return reconstructionLoss(output, target) }
    return reconstructionLoss(DecoderOutput(units.scale * output.logits), units.scale * target)
  }

  public var lossName: String { units == .pixels ? "pixel \(reconstructionLoss.name)" : reconstructionLoss.name }

  public func values(from images: any TrainingImages) throws -> [(parameter: Parameter, values: [Float])] {
    try mean.map { [($0, try images.mean())] } ?? []
  }
}
