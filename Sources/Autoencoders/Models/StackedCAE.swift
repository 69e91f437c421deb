public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// Nine small convolutional autoencoders; each reconstructs the reconstruction of the one before.
///
/// The Dynamic Training Bench's `StackedCAE`. The loss is the sum of all nine. No gradient passes between them, so each
/// is trained greedily. In training half of each encoding is dropped.
public struct StackedCAE: ModelConfiguration {
  public static let name = "StackedCAE"
  public static let summary = "9 convolutional autoencoders in a row, tanh, dropout, trained greedily at once"
  public static let source = "P. Galeone, Dynamic Training Bench, 2016"
  public static let objective = ModelObjective(
    "The sum of the errors of nine small autoencoders. Each reconstructs the reconstruction of the one before, and no "
      + "gradient passes between them.",
    "L = Σᵢ ½ MSE(xᵢ₋₁, xᵢ)", "xᵢ = gᵢ(dropout(fᵢ(xᵢ₋₁))),  x₀ = x")
  public static let settings: [Setting<Self>] = [
    .size("layers", \.layers, help: "Autoencoders in the row."),
    .size("filters", \.filters, help: "Maps of each encoding."),
    .number(
      "dropout", \.dropout, in: .within(0...0.99), help: "The probability that an activation of an encoding is dropped."
    ),
  ]

  public var layers = 9
  public var filters = 9
  public var dropout = 0.5

  public init() {}

  public var pixelRange: PixelScaling { .symmetric }
  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.halfMeanSquaredError) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) -> any Autoencoder {
    Network(
      layers: (0..<layers).map { _ in Layer(channels: image.channels, filters: filters) },
      dropout: Dropout(dropout), reconstructionLoss: loss)
  }

  /// One autoencoder; penalties apply to its encoder's filters alone, as in the Bench.
  struct Layer {
    let encoder: Conv2d
    let decoder: Conv2d

    /// Pads the input with two rows and columns of zeros, which compensate for the two convolutions.
    init(channels: Int, filters: Int) {
      encoder = Conv2d(
        channels, filters, kernel: 3, padding: 2, weight: .heTruncatedNormal(fanIn: 9 * channels), bias: .constant(0))
      decoder = Conv2d(
        filters, channels, kernel: 3, weight: .heTruncatedNormal(fanIn: 9 * filters), bias: .constant(0),
        role: .freeWeight)
    }

    func decode(_ code: Tensor) -> DecoderOutput { DecoderOutput(decoder(code), .tanh) }
  }

  struct Network: Autoencoder {
    let layers: [Layer]
    let dropout: Dropout
    let reconstructionLoss: ReconstructionLoss

    /// The encoding of the last autoencoder, `[n, 9, h + 2, w + 2]`.
    func encode(_ images: Tensor) -> Tensor {
      encode(layers.dropLast().reduce(images) { input, layer in layer.decode(encode(input, layer)).images }, last)
    }
    func decode(_ code: Tensor) -> DecoderOutput { last.decode(code) }

    /// The sum over the autoencoders of the loss between reconstruction and input; for the first the input is `target`.
    func loss(on images: Tensor, against target: Tensor) -> Tensor {
      var (input, target) = (images, target)
      let losses = layers.map { layer in
        let output = layer.decode(encode(input, layer))
        defer {
          input = output.images.stopGradient()
          target = input
        }
        return reconstructionLoss(output, target)
      }
      return losses.dropFirst().reduce(losses[0], +)
    }

    var lossName: String { "sum of \(layers.count) \(reconstructionLoss.name)" }

    private var last: Layer { layers[layers.count - 1] }
    private func encode(_ input: Tensor, _ layer: Layer) -> Tensor { dropout(tanh(layer.encoder(input))) }
  }
}
