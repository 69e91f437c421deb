package import NeuralNetworks
package import Tensors

/// A model that can have a normal distribution of codes for each image.
package protocol GaussianEncoding {
  /// q(z | x) of `images`, `[n, c, h, w]`; nil for a code without it.
  func gaussianCode(of images: Tensor) -> GaussianCode?
  /// The output of the decoder for a drawn code, `[n, d]`.
  func decode(sample: Tensor) -> DecoderOutput
}

/// A model whose codes are entries of a codebook.
package protocol QuantizedEncoding {
  /// The vectors of `images`, `[n, c, h, w]`, and their nearest codes.
  func quantizedCode(of images: Tensor) -> QuantizedCode
  /// The output of the decoder for `codes`, `[n, d, h, w]`.
  func decode(codes: Tensor) -> DecoderOutput
  /// The number of codes.
  var codebookSize: Int { get }
}

extension LayeredAutoencoder: GaussianEncoding {
  package func gaussianCode(of images: Tensor) -> GaussianCode? {
    let code = encode(images)
    // A Gaussian code within the encoder is not what the decoder takes; switches are those of an image.
    return code.flow.gaussians.last.flatMap { $0.mean.id == code.values.id && code.pools.isEmpty ? $0 : nil }
  }
  package func decode(sample: Tensor) -> DecoderOutput { decode(Code(sample)) }
}
