public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// Nine small convolutional autoencoders in a row; each reconstructs the clean image.
///
/// The Dynamic Training Bench's `StackedDenoisingCAE`. In training uniform noise is added to the image, and half of
/// each encoding and of each reconstruction but the last is dropped; the loss compares the rest. No gradient passes
/// between autoencoders.
public struct StackedDenoisingCAE: ModelConfiguration {
  public static let name = "StackedDenoisingCAE"
  public static let summary = "9 denoising convolutional autoencoders in a row, ReLU and tanh, uniform noise"
  public static let source = "P. Galeone, Dynamic Training Bench, 2016"
  public static let objective = ModelObjective(
    "The sum of the errors of nine small autoencoders, each against the clean image; values are dropped between them.",
    "L = Σᵢ ½ MSE(x, xᵢ)", "xᵢ = dropout(gᵢ(dropout(fᵢ(xᵢ₋₁)))),  x₀ = x + u,  u ~ U(−0.5, 0.5)")
  public static let settings: [Setting<Self>] = [
    .size("layers", \.layers, help: "Autoencoders in the row."),
    .size("filters", \.filters, help: "Maps of each encoding."),
    .number("dropout", \.dropout, in: .within(0...0.99), help: "The probability that an activation is dropped."),
    .number(
      "noise", \.noise, in: .within(0...100), unit: "units of the network's input",
      help: "The maximum of the noise; noisy values are clipped to -1 to 1."),
  ]

  public var layers = 9
  public var filters = 9
  public var dropout = 0.5
  public var noise = 0.5

  public init() {}

  public var pixelRange: PixelScaling { .symmetric }
  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.halfMeanSquaredError) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) -> any Autoencoder {
    Network(
      layers: (0..<layers).map { _ in StackedCAE.Layer(channels: image.channels, filters: filters) },
      dropout: Dropout(dropout), noise: UniformNoise(-Float(noise)...Float(noise)), reconstructionLoss: loss)
  }

  struct Network: Autoencoder {
    let layers: [StackedCAE.Layer]
    let dropout: Dropout
    let noise: UniformNoise
    let reconstructionLoss: ReconstructionLoss

    /// The encoding of the last autoencoder, `[n, 9, h + 2, w + 2]`.
    func encode(_ images: Tensor) -> Tensor {
      encode(layers.dropLast().reduce(noisy(images)) { $1.decode(encode($0, $1)).images }, last)
    }
    func decode(_ code: Tensor) -> DecoderOutput { last.decode(code) }

    /// The sum over the autoencoders of the loss between each reconstruction and `target`.
    func loss(on images: Tensor, against target: Tensor) -> Tensor {
      var input = noisy(images)
      var losses: [Tensor] = []
      for layer in layers.dropLast() {
        let reconstruction = dropout(layer.decode(encode(input, layer)).images)
        losses.append(reconstructionLoss(DecoderOutput(reconstruction), target))
        input = reconstruction.stopGradient()
      }
      let end = reconstructionLoss(decode(encode(input, last)), target)
      return losses.reversed().reduce(end) { $1 + $0 }
    }

    var lossName: String { "sum of \(layers.count) \(reconstructionLoss.name)" }

    private var last: StackedCAE.Layer { layers[layers.count - 1] }
    private func noisy(_ images: Tensor) -> Tensor {
      images.graph.purpose == .training ? noise(images).clipped(to: -1...1) : images
    }
    private func encode(_ input: Tensor, _ layer: StackedCAE.Layer) -> Tensor { dropout(relu(layer.encoder(input))) }
  }
}
