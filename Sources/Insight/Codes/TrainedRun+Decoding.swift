import Autoencoders
import Diagnostics
import ImageShapes
public import Pictures
public import Tensors
public import Training

extension TrainedRun {
  /// Decodes codes to pictures, batch by batch, in memory that does not grow with their number.
  ///
  /// - Parameters:
  ///   - codes: The codes, of the dimension that the model's decoder takes.
  ///   - limit: The maximum number of codes, the first ones.
  ///   - label: The class of all pictures, for a model of classes; nil for the labels of the file, else 0.
  ///   - executor: Runs the decoder.
  ///   - body: Receives the pictures of a batch, and the row of the first.
  /// - Throws: ``CodeFileError`` for codes of another dimension; `ModelError` for a model whose decoder needs more than a
  ///   code; ``GridError`` for images of other than 1 or 3 channels; what `body` throws.
  public func decode(
    _ codes: CodeReader, limit: Int = .max, label: Int32? = nil, executor: any TensorExecutor,
    _ body: (_ first: Int, _ pictures: [Picture]) throws -> Void
  ) throws {
    guard Picture.Colour(rawValue: model.image.channels) != nil else {
      throw GridError(
        code: .shape,
        report: Report(
          "the run's images are not pictures", place: name, expected: "1 or 3 channels", got: "\(model.image.channels)"
        ))
    }
    let decoder = try CodeDecoder(model, scaling: configuration.training.scaling, executor: executor)
    guard codes.size == decoder.codeSize else {
      throw CodeFileError(
        .wrongShape,
        Report(
          "the codes are not of this run's model", place: name, expected: "\(decoder.codeSize) numbers a code",
          got: "\(codes.size)", cure: "encode with the same run, and without --layer"))
    }
    let rows = 0..<min(limit, codes.count)
    // Before the first picture is made.
    if let classes = model.classCount.map({ 0..<Int32($0) }),
      let row = label == nil ? rows.first(where: { !classes.contains(codes.labels?[$0] ?? 0) }) : rows.first,
      let wrong = label ?? codes.labels?[row], !classes.contains(wrong)
    {
      throw CodeFileError(
        .badValue,
        Report(
          "no such class", place: label == nil ? "\(codes.file), row \(row)" : name,
          expected: "0 to \(classes.upperBound - 1)", got: "\(wrong)", cure: "give one class for all with --label"))
    }
    let parameters = try parameters(on: executor)
    try codes.forEachBatch(limit: rows.count) { first, batch in
      let labels = (first..<first + batch.count / codes.size).map { label ?? codes.labels?[$0] ?? 0 }
      let pixels = decoder.decode(batch, labels: labels, parameters: parameters)
      let elements = model.image.elements
      try body(
        first,
        stride(from: 0, to: pixels.count, by: elements).map {
          Picture(planes: pixels[$0..<$0 + elements], shape: model.image)
        })
    }
  }
}
