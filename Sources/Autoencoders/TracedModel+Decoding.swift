import Diagnostics
import ImageShapes
import NeuralNetworks
package import Tensors

extension TracedModel {
  /// The name of the input of ``decoding()``.
  package static var codeInputName: String { "code" }

  /// The reconstruction alone, `[n, c, h, w]` in scaled pixels, of given codes, `[n, d]`: embeddings of images, or drawn.
  ///
  /// - Throws: ``ModelError`` for a model whose decoder needs more of an image than its embedding.
  package func decoding() throws -> (program: Program, codeSize: Int, reconstruction: TensorResult) {
    guard normalizer.kind != .perImage else {
      throw notDecodable("each image has a normalization of its own", "decode images instead of codes")
    }
    guard try poolingSwitches().isEmpty else {
      throw notDecodable("the decoder needs the pooling switches of an image", "use a model without unpooling")
    }
    let dimensions = try codeDimensions()
    let size = dimensions.reduce(1, *)
    let graph = Graph(parameters: parameters)
    let code = graph.input(Self.codeInputName, [size])
    guard let output = Self.decode(model, code, dimensions) else {
      throw notDecodable("the code of the model is more than its embedding", "use another model")
    }
    let pixels = graph.input("images", image.dimensions)
    let images = normalizer.kind == .none ? output.images : normalizer(pixels).denormalize(output.images)
    let reconstruction = TensorResult(images)
    return (try Program(graph, tensors: [reconstruction]), size, reconstruction)
  }

  private func notDecodable(_ reason: String, _ cure: String) -> ModelError {
    ModelError(.badValue, Report("codes cannot be decoded: \(reason)", cure: cure))
  }

  /// The dimensions of a code for one image.
  private func codeDimensions() throws -> [Int] {
    func dimensions(_ model: some Autoencoder, _ images: Tensor) -> [Int] {
      switch model.encode(images) {
      case let code as Tensor: code.shape.dimensions
      case let code as LayeredAutoencoder.Code: code.values.shape.dimensions
      case let code as QuantizedCode: code.codes.shape.dimensions
      default: model.embedding(of: images).shape.dimensions
      }
    }
    let graph = Graph(parameters: parameters)
    let found = dimensions(model, graph.input("images", image.dimensions))
    try graph.check()
    return found
  }

  /// The output of the decoder for a code of `dimensions` an image, given flat; nil for a code that is more than a tensor.
  private static func decode<Model: Autoencoder>(
    _ model: Model, _ flat: Tensor, _ dimensions: [Int]
  ) -> DecoderOutput? {
    let code = dimensions.count == 1 ? flat : flat.reshaped(to: dimensions)
    if let quantized = model as? any QuantizedEncoding { return quantized.decode(codes: code) }
    if let values = code as? Model.Code { return model.decode(values) }
    return (LayeredAutoencoder.Code(code) as? Model.Code).map(model.decode)
  }
}
