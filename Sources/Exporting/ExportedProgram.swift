package import Autoencoders
import ImageShapes
package import Tensors

/// A part of a model as a program, with the names under which others give and read its values.
package struct ExportedProgram {
  /// The names of inputs and results.
  package static let (imagesName, codeName, reconstructionName) = (
    "images", TracedModel.codeInputName, "reconstruction"
  )

  /// The program, in inference.
  package let program: Program
  /// The results by name: `reconstruction` `[n, c, h, w]` in scaled pixels, `code` `[n, d]`.
  package let results: [(name: String, result: TensorResult)]
  /// The dimension of the code.
  package let codeSize: Int

  /// Traces the `part` of `model`.
  ///
  /// - Throws: `ModelError` for the decoder of a model that needs more of an image than its code; `ShapeError`.
  package init(_ part: ModelPart, of model: TracedModel) throws {
    switch part {
    case .encoder:
      let (program, code) = try model.encoding()
      self.program = program
      results = [(Self.codeName, code)]
      codeSize = code.shape.count
    case .decoder:
      let (program, codeSize, reconstruction) = try model.decoding()
      self.program = program
      results = [(Self.reconstructionName, reconstruction)]
      self.codeSize = codeSize
    case .whole:
      let graph = Graph(parameters: model.parameters)
      let pixels = graph.input(Self.imagesName, model.image.dimensions)
      let normalized = model.normalizer(pixels)
      let images = normalized.normalize(pixels)
      let reconstruction = TensorResult(normalized.denormalize(model.model.reconstruct(images)))
      let code = TensorResult(model.model.embedding(of: images))
      program = try Program(graph, tensors: [reconstruction, code])
      results = [(Self.reconstructionName, reconstruction), (Self.codeName, code)]
      codeSize = code.shape.count
    }
  }
}
