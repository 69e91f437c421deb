import Autoencoders
import CPUEngine
import Exporting
import ImageShapes
import ModelCases
import ONNX
import ReferenceEngine
import Tensors

extension TracedModel {
  /// The parameters after some steps of training; statistics that are not measured there have other values than zero.
  func trainedForExport() throws -> FlatVector {
    let trained = try Processor.run { executor in
      var training = TrainingCase(self)
      training.steps = 3
      return try training.run(on: executor)[1]
    }
    let parameters = FlatVector(count: trained.count)
    let others = Numbers.drawn(trained.count, seed: 7)
    for (index, value) in trained.enumerated() { parameters[index] = value == 0 ? others[index] / 8 : value }
    return parameters
  }
}

/// A small model of normalized images.
enum NormalizedModel {
  static func named(_ kind: ImageNormalization) throws -> TracedModel {
    try TracedModel(SmallModel.configuration(named: "AE"), image: SmallModel.image, normalization: kind)
  }
}

extension ExportedCase {
  /// The `part` of `model` on images that look random, with the processor's results.
  init(
    _ part: ModelPart, of model: TracedModel, _ name: String, _ parameters: FlatVector, samples: Int,
    _ input: ImageInput, _ precision: ONNXPrecision
  ) throws {
    let pixels = PixelMap(.symmetric)
    let onnx = try ONNXModel(
      part, of: model, parameters: parameters, pixels: pixels, input: input, precision: precision, name: name)
    let exported = try ExportedProgram(part, of: model)
    let image = model.image
    let bytes = Numbers.drawn(samples * image.elements, seed: 3).map { (127.5 * ($0 + 1)).rounded(.down) }
    let labels = (0..<samples).map { Float($0 % 3) }
    let codes = Numbers.drawn(samples * exported.codeSize, seed: 4)
    let given: [Values] = [
      Values(
        name: "images", dimensions: [samples] + image.dimensions,
        numbers: input == .bytes ? bytes : bytes.map { $0 / 255 }),
      Values(name: "labels", dimensions: [samples, 1], numbers: labels),
      Values(name: "code", dimensions: [samples, exported.codeSize], numbers: codes),
    ]
    let wanted = exported.results(
      of: parameters, samples: samples, images: bytes.map { $0 / 255 * pixels.factor + pixels.summand }, labels: labels,
      codes: codes)
    let isOfBatch = exported.program.graph.nodes.contains { $0.operation is LifetimeMask }
    let outputs = zip(exported.results, wanted).map { result, numbers in
      Values(
        name: result.name, dimensions: [samples] + result.result.shape.dimensions,
        numbers: result.name == "reconstruction"
          ? numbers.map { $0 * pixels.inverse.factor + pixels.inverse.summand } : numbers)
    }
    self.init(
      name: "\(name), \(part), \(input)\(isOfBatch ? ", of a batch" : "")", model: onnx, inputs: given,
      outputs: outputs)
  }
}

extension ExportedProgram {
  /// The values of the results on the processor.
  ///
  /// - Parameters:
  ///   - parameters: The parameters of the model.
  ///   - samples: The number of samples.
  ///   - images: Scaled pixels.
  ///   - labels: A class number for each sample.
  ///   - codes: The inputs of a decoder.
  func results(
    of parameters: FlatVector, samples: Int, images: [Float], labels: [Float] = [], codes: [Float] = []
  ) -> [[Float]] {
    program.values(
      of: results.map(\.result), parameters, samples: samples, images: images, labels: labels, codes: codes)
  }
}

extension Program {
  /// The values of `results` on the processor; inputs are those of ``ExportedProgram``.
  func values(
    of results: [TensorResult], _ parameters: FlatVector, samples: Int, images: [Float], labels: [Float],
    codes: [Float] = []
  ) -> [[Float]] {
    Processor.run { executor in
      let prepared = executor.prepare(self, capacity: samples)
      images.withUnsafeBufferPointer { images in
        labels.withUnsafeBufferPointer { labels in
          codes.withUnsafeBufferPointer { codes in
            let feeds = [("images", images), ("labels", labels), ("code", codes)].compactMap { name, values in
              values.isEmpty ? nil : values.baseAddress.map { (name, Feed.floats($0)) }
            }
            prepared.run(
              count: samples, feeds: Dictionary(uniqueKeysWithValues: feeds),
              parameters: executor.makeVector(parameters), gradients: nil,
              at: .evaluation(of: (0..<Int32(samples)).map { $0 }[...]))
          }
        }
      }
      return results.map { prepared.values(of: $0) }
    }
  }
}
