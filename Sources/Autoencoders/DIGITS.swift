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
    public static let usualImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The units of the hidden layer on either side of the code.
    public var hiddenUnits = 300
    /// The units of the code.
    public var codeSize = 50

    public var pixelRange: String { "/256" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: hiddenUnits, of: "hidden_units")
      try ModelError.check(size: codeSize, of: "code_size")
      return DIGITSAutoencoder(image: image, self, loss: loss)
    }
  }

  public let encoder: Sequential
  public let decoder: Sequential
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape
  private let weights: [Parameter]

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
    weights = layers.map(\.weight)
  }

  public func encode(_ images: Tensor) -> Tensor { encoder(images.flattened()) }  // [n, 50]
  public func restore(_ code: Tensor) -> Restoration {  // [n, c, h, w]
    Restoration(decoder(code).reshaped(to: image.dimensions))
  }
  public var penalizedWeights: [Parameter] { weights }
}
