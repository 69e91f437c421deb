package import Autoencoders
package import ImageShapes
import Tensors

/// A benchmark: a model, its image shape and a batch size.
package struct Workload: Sendable {
  /// The name, as in `Benchmarks/compare.py`.
  package let name: String
  /// The default batch size.
  package let batchSize: Int
  package let image: ImageShape
  let configuration: any ModelConfiguration

  /// All workloads.
  package static let all = [
    Workload("cae-mnist", batchSize: 1024, SingleLayerCAE(), digits),
    Workload("cae-cifar", batchSize: 256, SingleLayerCAE(), photographs),
    Workload("digits-mlp", batchSize: 64, DIGITSAutoencoder(), digits),
    Workload("ae", batchSize: 150, AE(), digits),
    Workload("deep-sigmoid", batchSize: 128, logisticHintonDeep, digits),
    Workload("vae", batchSize: 128, MNISTVAE(), digits),
    Workload("conv-ae", batchSize: 150, ConvAE(), digits),
    Workload("denoising-ae", batchSize: 128, noiselessDenoisingAE, digits),
    Workload(
      "imagenet-ae", batchSize: 64, ImageNetAE(), ImageShape(channels: 3, height: 64, width: 64)),
    Workload("strided-conv", batchSize: 128, StridedConvAE(), photographs),
  ]

  private static let digits = ImageShape(channels: 1, height: 28, width: 28)
  private static let photographs = ImageShape(channels: 3, height: 32, width: 32)

  /// The network without its noise: the benchmark's images are already random.
  private static var noiselessDenoisingAE: DenoisingAE {
    var configuration = DenoisingAE()
    configuration.noise = 0
    return configuration
  }

  private static var logisticHintonDeep: HintonDeep {
    var configuration = HintonDeep()
    configuration.linearCode = false
    return configuration
  }

  /// A workload of a model of the user's, on images like those that it is trained on.
  package init(_ configuration: any ModelConfiguration, image: ImageShape, batchSize: Int) {
    self.init(configuration.title, batchSize: batchSize, configuration, image)
  }

  private init(_ name: String, batchSize: Int, _ configuration: any ModelConfiguration, _ image: ImageShape) {
    (self.name, self.batchSize, self.image, self.configuration) = (name, batchSize, image, configuration)
  }
}
