import NeuralNetworks
import Tensors

/// A network of layers with its own training objective.
protocol ObjectiveOnLayers: Autoencoder, NamedParts, GaussianEncoding where Code == LayeredAutoencoder.Code {
  var layers: LayeredAutoencoder { get }
}

extension ObjectiveOnLayers {
  var namedParts: [(name: String, part: Any)] { [("", layers)] }
  var reconstructionLoss: ReconstructionLoss { layers.reconstructionLoss }

  func encode(_ images: Tensor) -> Code { layers.encode(images) }
  func decode(_ code: Code) -> DecoderOutput { layers.decode(code) }
  func decode(_ code: Tensor) -> DecoderOutput { layers.decode(Code(code)) }
  func embedding(of images: Tensor) -> Tensor { encode(images).values.flattened() }

  func gaussianCode(of images: Tensor) -> GaussianCode? { layers.gaussianCode(of: images) }
  func decode(sample: Tensor) -> DecoderOutput { decode(sample) }

  /// q(z | x) of the Gaussian code that ends the encoder.
  func posterior(_ images: Tensor) -> GaussianCode {
    guard let code = gaussianCode(of: images) else { fatalError("the encoder has no Gaussian code") }
    return code
  }
}

extension LayeredAutoencoder {
  /// The weights of the linear layers of the encoder.
  var encoderWeights: [Parameter] { encoder.compactMap { ($0.built.module as? Linear)?.weight } }
  /// The weights of the linear layers of the decoder.
  var decoderWeights: [Parameter] { decoder.compactMap { ($0.built.module as? Linear)?.weight } }
}
