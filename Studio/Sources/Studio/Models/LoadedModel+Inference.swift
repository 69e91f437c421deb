import HTTPTypes
import Hourglass
import Web

extension LoadedModel {
  /// The dimension of the code.
  ///
  /// - Throws: `ShapeError`.
  func codeSize() throws -> Int { try encoder(nil, for: 1).size }

  /// The codes of `images`, `[n, d]`, or the outputs of a layer, `[n, …]`.
  ///
  /// - Parameters:
  ///   - images: Images of the model's shape.
  ///   - layer: The name of a layer or of a function after it, such as `encoder.0 tanh`; nil for the code.
  /// - Throws: `LayerError` for an unknown layer; `RunError` for images that the model cannot take; why one cannot be read.
  func encode(_ images: ImageSubset, layer: String? = nil) throws -> [Float] {
    try encoder(layer, for: images.count).codes(of: images, parameters: parameters)
  }

  /// The images of `codes`, `[n, d]`: `[n, c, h, w]`.
  ///
  /// - Parameters:
  ///   - codes: Codes of the dimension ``codeSize()``.
  ///   - labels: The class of each, for a model of classes; 0 by default.
  /// - Throws: `ModelError` for a model whose decoder needs more than a code; `WebError` for codes of another dimension.
  func decode(_ codes: [Float], labels: [Int32]? = nil) throws -> [Float] {
    let size = try codeSize()
    let count = codes.count / max(size, 1)
    guard count > 0, codes.count == count * size, labels.map({ $0.count == count }) ?? true else {
      throw WebError(fields: [FieldError("codes", "expected \(size) numbers for each code, got \(codes.count)")])
    }
    if let classes = run.model.classCount, let wrong = labels?.first(where: { !(0..<Int32(classes)).contains($0) }) {
      throw WebError(fields: [FieldError("label", "expected a class from 0 to \(classes - 1), got \(wrong)")])
    }
    let decoder = try program("decoder", for: count) { size in
      try CodeDecoder(run.model, scaling: scaling, batchSize: size, executor: executor)
    }
    guard decoder.codeSize == size else {
      throw WebError(.unprocessableContent, type: "unusable", "codes of this model cannot be decoded")
    }
    return decoder.decode(codes, labels: labels, parameters: parameters)
  }

  /// The reconstructions of `images`, `[n, c, h, w]`.
  ///
  /// - Throws: `RunError` for images that the model cannot take; why one cannot be read.
  func reconstruct(_ images: ImageSubset) throws -> [Float] {
    try reconstructor(for: images.count).reconstruct(images, parameters: parameters)
  }

  /// `images` corrupted as in training, `[n, c, h, w]`: the same for the same seed and order.
  ///
  /// - Throws: `ShapeError` for a corruption that does not fit; why an image cannot be read.
  func corrupted(_ images: ImageSubset, _ corruption: Corruption, seed: UInt64 = 0) throws -> [Float] {
    let corruptor = try program("corruption \(corruption)", for: images.count) { size in
      try Corruptor(corruption, image: shape, scaling: scaling, batchSize: size, executor: executor)
    }
    return try corruptor.corrupted(images, seed: seed)
  }

  /// The network's input for `images`, `[n, c, h, w]`, in its own units.
  ///
  /// - Throws: why an image cannot be read.
  func normalized(_ images: ImageSubset) throws -> [Float] {
    let normalization = try program("normalization", for: images.count) { size in
      let (program, images) = try run.model.normalization()
      return Normalization(program: executor.prepare(program, capacity: size), images: images)
    }
    let (factor, summand) = scaling.toPixel
    let scaled = try pixels(of: images).map { ($0 - summand) / factor }
    let (size, elements) = (normalization.program.capacity, shape.elements)
    var normalized: [Float] = []
    scaled.withUnsafeBufferPointer { scaled in
      guard let base = scaled.baseAddress else { return }
      for first in stride(from: 0, to: images.count, by: size) {
        normalization.program.run(
          count: min(size, images.count - first), feeds: ["images": .floats(base + first * elements)],
          parameters: parameters, gradients: nil)
        normalized += normalization.program.values(of: normalization.images)
      }
    }
    return normalized
  }

  /// The metrics of the model on `images`, the loss that it was trained on among them.
  ///
  /// - Throws: `RunError` for images that the model cannot take; why one cannot be read.
  func evaluate(_ images: ImageSubset) throws -> Evaluation? {
    let evaluator = try program("evaluation", for: images.count) { size in
      try Evaluator(
        run.model, scaling: scaling, seed: run.configuration.training.seed, batchSize: size, executor: executor)
    }
    return try evaluator.evaluate(images, parameters: parameters)
  }

  /// The layers as the first of `images` passes through them.
  ///
  /// - Parameters:
  ///   - key: Names the image: the layers of the last one are remembered.
  ///   - images: At least one image of the model's shape; asked for where they are not remembered.
  /// - Throws: `RunError` for images that the model cannot take; why one cannot be read.
  func layers(key: String, of images: () throws -> ImageSubset) throws -> [LayerInspection] {
    if let inspected, inspected.key == key { return inspected.layers }
    let inspector = try program("layers", for: 1) { _ in
      try LayerInspector(run.model, scaling: scaling, executor: executor)
    }
    let weights = inspected?.layers.map(\.parameters)
    let layers = try inspector.inspect(images(), parameters: parameters, weights: weights)
    inspected = (key, layers)
    return layers
  }

  private func encoder(_ layer: String?, for count: Int) throws -> CodeEncoder {
    try program("encoder \(layer ?? "")", for: count) { size in
      try CodeEncoder(run.model, layer: layer, scaling: scaling, batchSize: size, executor: executor)
    }
  }

  private func reconstructor(for count: Int) throws -> Reconstructor {
    try program("reconstructor", for: count) { size in
      try Reconstructor(run.model, scaling: scaling, batchSize: size, executor: executor)
    }
  }

  /// A prepared normalization.
  private final class Normalization {
    let program: any PreparedProgram
    let images: TensorResult
    init(program: any PreparedProgram, images: TensorResult) { (self.program, self.images) = (program, images) }
  }
}
