import Autoencoders
import Diagnostics
import ImageShapes
public import Pictures
public import Tensors
public import Training

extension TrainedRun {
  /// Decodes codes to pictures, batch by batch.
  ///
  /// - Parameters:
  ///   - table: The codes, of the dimension that the model's decoder takes.
  ///   - label: The class of all pictures, for a model of classes; nil for the labels of the table, else 0.
  ///   - executor: Runs the decoder.
  ///   - body: Receives the pictures of a batch, and the row of the first.
  /// - Throws: ``CodeFileError`` for codes of another dimension; `ModelError` for a model whose decoder needs more than a
  ///   code; ``GridError`` for images of other than 1 or 3 channels; what `body` throws.
  public func decode(
    _ table: CodeTable, label: Int32? = nil, executor: any TensorExecutor,
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
    guard table.size == decoder.codeSize else {
      throw CodeFileError(
        .wrongShape,
        Report(
          "the codes are not of this run's model", place: name, expected: "\(decoder.codeSize) numbers a code",
          got: "\(table.size)", cure: "encode with the same run, and without --layer"))
    }
    let parameters = try parameters(on: executor)
    let batchSize = 256
    for first in stride(from: 0, to: table.count, by: batchSize) {
      let rows = first..<min(first + batchSize, table.count)
      let codes = Array(table.codes[rows.lowerBound * table.size..<rows.upperBound * table.size])
      let labels = try rows.map { row in
        let label = label ?? table.labels?[row] ?? 0
        guard let classes = model.classCount, !(0..<Int32(classes)).contains(label) else { return label }
        throw CodeFileError(
          .badValue,
          Report(
            "no such class", place: "\(name), row \(row)", expected: "0 to \(classes - 1)", got: "\(label)",
            cure: "give one class for all with --label"))
      }
      let pixels = decoder.decode(codes, labels: labels, parameters: parameters)
      let elements = model.image.elements
      try body(
        first,
        rows.indices.map { row in
          let place = (row - first) * elements
          return Picture(planes: pixels[place..<place + elements], shape: model.image)
        })
    }
  }
}
