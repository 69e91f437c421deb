import Diagnostics
import Foundation
public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// A variational autoencoder with a tighter bound, from k samples of each image's code: 784 → 200 → 200 → 50 and back.
///
/// Y. Burda, R. Grosse and R. Salakhutdinov, "Importance weighted autoencoders", 2016. The bound is log (1 / k) Σ p(x |
/// zᵢ) p(zᵢ) / q(zᵢ | x), in nats; k = 1 gives a variational autoencoder. Pixels are treated as probabilities; the
/// published 84.78 (k = 50) is for binarised ones. The embedding of an image is the mean of its distribution.
public struct IWAE: ModelConfiguration {
  public static let name = "IWAE"
  public static let summary = "importance-weighted, dense 784-200-200-50 with tanh, 5 code samples per image"
  public static let source = "Burda, Grosse and Salakhutdinov, Importance weighted autoencoders, ICLR 2016"
  public static let objective = ModelObjective(
    "A tighter bound from k samples of each image's code, in nats.",
    "L = −E log (1/k) Σᵢ p(x | zᵢ) p(zᵢ) / q(zᵢ | x),  zᵢ ~ q(z | x)")
  public static let settings: [Setting<Self>] = [
    .hidden(\.hidden, isNeeded: true), .codeSize(\.codeSize),
    .integer(
      "samples", \.samples, in: 1...1000, help: "Code samples per image, k; published for 1, 5 and 50."),
  ]

  public var hidden = [200, 200]
  public var codeSize = 50
  public var samples = 5

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropySum) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
    guard loss == reconstructionLoss else {
      throw ModelError(
        .badValue,
        Report(
          "importance weights need a likelihood", place: "\(Self.name), loss",
          expected: reconstructionLoss.name, got: loss.name, cure: "leave the loss out"))
    }
    let layers = Layers(
      encoder: [.flatten] + .dense(hidden, .tanh) + [.gaussianCode(codeSize, divergence: .sum).keyed("")],
      decoder: .dense(hidden.reversed(), .tanh) + .toImage(.sigmoid))
    return Network(layers: try LayeredAutoencoder(self, layers, image: image, loss: loss), samples: samples)
  }

  struct Network: ObjectiveOnLayers {
    let layers: LayeredAutoencoder
    let samples: Int

    /// -log (1 / k) Σ wᵢ, mean over images.
    func loss(on images: Tensor, against target: Tensor) -> Tensor {
      let posterior = posterior(images)
      let logWeights = concatenated(  // [n, k]
        (0..<samples).map { _ in logWeight(posterior, target).broadcast(to: [1]) })
      return Foundation.log(Float(samples)) - logWeights.logSumExp(groupsOf: samples).mean()
    }

    /// log p(x | z) + log p(z) - log q(z | x) for one sample z, `[n]`.
    private func logWeight(_ posterior: GaussianCode, _ target: Tensor) -> Tensor {
      let noise = posterior.noise()
      let code = posterior.sample(noise)
      let logRatio = 0.5 * (noise.squared() + posterior.logVariance - code.squared())
      return logRatio.summedPerSample() - decode(code).logits.binaryCrossEntropy(to: target)
    }

    var lossName: String { "iwae bound" }
  }
}
