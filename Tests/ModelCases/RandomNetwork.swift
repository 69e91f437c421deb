package import Autoencoders
package import ImageShapes
import Randomness

/// A random network for small images, as the text of a model file: a function of its number.
package struct RandomNetwork {
  package let image: ImageShape
  private(set) var encoder: [String] = []
  private(set) var decoder: [String] = []
  private var random: PhiloxSequence

  package init(_ number: Int) {
    random = PhiloxSequence(Philox(seed: UInt64(number), purpose: .analyzing))
    image = ImageShape(
      channels: [1, 3].randomElement(using: &random)!, height: .random(in: 5...9, using: &random),
      width: .random(in: 5...9, using: &random))
    switch number % 4 {
    case 0: dense()
    case 1: recurrent()
    default: spatial()
    }
  }

  package var text: String {
    func lines(_ layers: [String]) -> String { layers.map { "  - \($0)\n" }.joined() }
    return "name: Net\nencoder:\n\(lines(encoder))decoder:\n\(lines(decoder))loss: {mse: 1.0}\n"
  }

  /// The traced network.
  package func model() throws -> TracedModel {
    try TracedModel(LayeredAutoencoder(NetworkDescription(yaml: text, file: "net.yaml"), image: image), image: image)
  }

  private mutating func one(of words: [String]) -> String { words.randomElement(using: &random)! }

  private mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &random) }

  private mutating func activation() -> String {
    one(of: ["relu", "leaky-relu", "elu", "selu", "gelu", "softplus", "tanh", "sigmoid"])
  }

  private mutating func linear() -> String { "linear: {units: \(number(3...20)), activation: \(activation())}" }

  /// A code, by chance sparse, noisy, normalised or random, and what makes an image of it.
  private mutating func code() {
    encoder.append("linear: {units: 8, activation: \(activation())}")
    let end = one(of: [
      "top-k: {k: 3}", "lifetime-sparsity: {fraction: 0.4}", "softmax: {groups-of: 4}", "dropout: {probability: 0.25}",
      "gaussian-noise: {deviation: 0.1}", "batch-norm: {epsilon: 0.001}", "gaussian-code: {units: 4}",
      "gumbel-softmax: {groups-of: 4, end-temperature: 0.5, steps: 30}",
    ])
    encoder.append(end)
    if Bool.random(using: &random) { decoder.append(linear()) }
    decoder += ["linear: {units: image, activation: \(one(of: ["sigmoid", "tanh"]))}", "reshape: {to: image}"]
  }

  private mutating func dense() {
    encoder.append("flatten")
    for _ in 0..<number(0...2) { encoder.append(linear()) }
    code()
  }

  private mutating func recurrent() {
    encoder += [
      "reshape: {to: [\(image.channels * image.height), \(image.width)]}",
      "lstm: {units: \(number(3...7)), returns: last}",
    ]
    code()
  }

  private mutating func spatial() {
    var size = min(image.height, image.width)
    for layer in 0..<number(1...3) where size >= 4 {
      let kernel = number(1...3)
      switch number(0...4) {
      case 0: encoder.append("max-pool: {window: \(kernel), stride: \(number(1...2)), padding: \(kernel / 2)}")
      case 1: encoder.append("average-pool: {window: 2}")
      case 2: encoder.append("upsample: {factor: 2, interpolation: \(one(of: ["nearest", "bilinear"]))}")
      default:
        encoder.append(
          "conv: {filters: \(number(1...5)), kernel: \(kernel), stride: \(number(1...2)), padding: \(kernel / 2), "
            + "activation: \(activation())}")
        if Bool.random(using: &random) { encoder.append("batch-norm: {epsilon: 0.01}") }
      }
      size = layer == 0 ? size / 2 : 0
    }
    encoder.append("flatten")
    code()
  }
}
