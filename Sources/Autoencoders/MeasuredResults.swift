import ImageShapes
import NeuralNetworks
package import Tensors

/// What is measured of each image besides the loss and the squared errors.
package struct MeasuredResults {
  /// Σ |x' - x| over an image, in scaled pixels, `[n]`.
  package let absoluteErrors: TensorResult
  /// The structural similarity, `[n]`, and that over several scales; nil for images without a window.
  package let similarity, multiscaleSimilarity: TensorResult?
  /// -Σ (x log x' + (1 - x) log(1 - x')) over an image, in nats, `[n]`; nil unless the decoder ends with a sigmoid and
  /// pixels lie in 0...1.
  package let crossEntropies: TensorResult?
  /// The embedding, without noise, `[n, d]`.
  package let codes: TensorResult
  /// KL(q(z | x) ‖ N(0, 1)) of each dimension of a normal code, in nats, `[n, d]`; nil for other codes.
  package let divergences: TensorResult?
  /// -log p(x | z), in nats, the mean of ``EvaluationProgram/draws`` draws of a normal code, `[n]`; nil where
  /// `crossEntropies` or `divergences` is.
  package let drawnCrossEntropies: TensorResult?
  /// The indices of a quantised code, `[n, 1, h, w]`; nil for other codes.
  package let indices: TensorResult?
  /// The number of codes of its codebook.
  package let codebookSize: Int?

  package var results: [TensorResult] {
    let optional = [similarity, multiscaleSimilarity, crossEntropies, divergences, drawnCrossEntropies, indices]
    return [absoluteErrors, codes] + optional.compactMap(\.self)
  }

  init(_ trace: EvaluationTrace, _ model: any Autoencoder, _ image: ImageShape, pixels: ClosedRange<Float>) {
    let (x, y) = (trace.pixels, trace.reconstructedPixels)
    absoluteErrors = TensorResult((y - x).absolute().summedPerSample())
    let hasWindow = min(image.height, image.width) >= ReconstructionLoss.minSimilaritySize
    similarity = hasWindow ? TensorResult(structuralSimilarity(y, x, pixels: pixels)) : nil
    multiscaleSimilarity = hasWindow ? TensorResult(multiscaleStructuralSimilarity(y, x, pixels: pixels)) : nil
    codes = TensorResult(model.embedding(of: trace.images))
    let isUnit = y.id == trace.reconstruction.id && pixels == 0...1
    let output = isUnit ? Self.output(model, trace.images) : nil
    crossEntropies = output.map { TensorResult($0.logits.binaryCrossEntropy(to: x)) }
    let gaussian = (model as? any GaussianEncoding).flatMap { encoding in
      encoding.gaussianCode(of: trace.images).map { (encoding, $0) }
    }
    divergences = gaussian.map { TensorResult($0.1.divergences) }
    drawnCrossEntropies = gaussian.flatMap { encoding, code in
      guard output != nil else { return nil }
      func drawn() -> Tensor { encoding.decode(sample: code.sample()).logits.binaryCrossEntropy(to: x) }
      let draws = EvaluationProgram.draws
      return TensorResult((1 / Float(draws)) * (1..<draws).reduce(drawn()) { sum, _ in sum + drawn() })
    }
    let quantized = (model as? any QuantizedEncoding)
    indices = quantized.map { TensorResult($0.quantizedCode(of: trace.images).indices) }
    codebookSize = quantized?.codebookSize
  }

  /// The output of the decoder; nil unless it ends with a sigmoid.
  private static func output(_ model: some Autoencoder, _ images: Tensor) -> DecoderOutput? {
    let output = model.decode(model.encode(images))
    return output.activation == .sigmoid ? output : nil
  }
}
