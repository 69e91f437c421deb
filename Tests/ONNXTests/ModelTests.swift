import Autoencoders
import Exporting
import ImageShapes
import ModelCases
import ONNX
import ReferenceEngine
import Tensors
import TestSupport
import Testing

/// Every published model, and random networks, have the processor's codes and reconstructions in onnxruntime.
@Suite(.enabled(if: ONNXRuntime.isThere, "\(ONNXRuntime.missing)"))
struct ModelTests {
  private static let tolerance: Float = 1e-5
  private static let samples = 5

  /// Models whose decoder needs more of an image than its code: pooling switches, or the state of an LSTM.
  private static let withoutDecoder: Set = ["ImageNetAE", "Seq2SeqAE"]

  @Test func `every published model`() throws {
    try check(
      ModelCatalogue.names.flatMap { name in
        try cases(SmallModel.named(name), name, refused: Self.withoutDecoder.contains(name) ? [.decoder] : [])
      })
  }

  @Test func `random networks`() throws {
    try check(
      (0..<50).flatMap { number in try cases(RandomNetwork(number).model(), "network \(number)") })
  }

  @Test func `pools whose last windows are partial`() throws {
    try check(
      PartialWindows.networks.flatMap { network in
        try cases(
          PartialWindows.model(network.pool, isUnpooled: network.isUnpooled), network.name,
          refused: network.isUnpooled ? [.decoder] : [])
      })
  }

  @Test func `images are normalized in the model`() throws {
    try check(
      ImageNormalization.allCases.flatMap { kind in
        try cases(
          NormalizedModel.named(kind), "normalized \(kind.rawValue)", refused: kind == .perImage ? [.decoder] : [])
      })
  }

  @Test func `every published model in half precision`() throws {
    let names = ModelCatalogue.names
    let all = try names.flatMap { name in
      try cases(
        SmallModel.named(name), name, refused: Self.withoutDecoder.contains(name) ? [.decoder] : [],
        precision: .float16)
    }
    try check(all, within: 1e-2)
    let model = try TracedModel(
      ModelCatalogue.configuration("AE"), image: ImageShape(channels: 1, height: 28, width: 28))
    let sizes = try ONNXPrecision.allCases.map { precision in
      try ONNXModel(
        .whole, of: model, parameters: model.parameters.initialValues(seed: 1), pixels: PixelMap(.unit),
        precision: precision, name: "AE"
      ).bytes.count
    }
    #expect(sizes[1] < sizes[0] * 51 / 100, "\(sizes)")
  }

  /// Each model with its choices, and the parameters that lead to one; the others have 16 bits.
  @Test(arguments: [
    ("AE", [], ""), ("ConvAE", [], ""), ("ImageNetAE", ["max pooling", "max pooling"], "conv"),
    ("KSparse", ["top mask"], "encoder"), ("VQ-VAE", ["nearest codes", "codes"], "encoder codebook"),
  ])
  func `what leads to a choice has 32 bits in half precision`(
    _ name: String, _ operations: [String], _ exact: String
  ) throws {
    let folder = try TemporaryFolder()
    let model = try SmallModel.named(name)
    let parameters = try model.trainedForExport()
    for precision in ONNXPrecision.allCases {
      let onnx = try ONNXModel(
        .whole, of: model, parameters: parameters, pixels: PixelMap(.unit), precision: precision, name: name)
      #expect(onnx.exactChoices.map(\.operation) == (precision == .float16 ? operations : []))
      try onnx.write(to: folder(precision.rawValue))
    }
    let files = try ONNXPrecision.allCases.map { precision in
      Dictionary(
        uniqueKeysWithValues: try ONNXParameters(path: folder(precision.rawValue)).tensors
          .filter { !$0.name.hasPrefix("constant") }.map { ($0.name, $0.values) })
    }
    #expect(Set(files[0].keys) == Set(files[1].keys))
    for (parameter, values) in files[0] {
      let isExact = exact.split(separator: " ").contains { parameter.hasPrefix($0) }
      #expect((files[1][parameter] == values) == isExact, "\(name), \(parameter)")
    }
  }

  @Test func `categories at a low temperature have 32 bits in half precision`() throws {
    let text = """
      name: Cold
      encoder:
        - flatten
        - linear: 12
        - gumbel-softmax: {groups-of: 4, temperature: TEMPERATURE}
      decoder:
        - linear: image
        - reshape: image
      """
    for (temperature, choices) in [("0.5", []), ("0.001", ["softmax"])] {
      let network = try NetworkDescription(yaml: text.replacing("TEMPERATURE", with: temperature), file: "cold.yaml")
      let model = try TracedModel(
        LayeredAutoencoder(network, image: SmallModel.image), image: SmallModel.image)
      let all = try cases(model, "temperature of \(temperature)", precision: .float16)
      #expect(all.first?.model.exactChoices.map(\.operation) == choices)
      try check(all, within: 1e-2)
    }
  }

  private func check(_ cases: [ExportedCase], within tolerance: Float = Self.tolerance) throws {
    for outcome in try ONNXRuntime.outcomes(cases) {
      #expect(outcome.worst <= tolerance, "\(outcome.name): \(outcome.text)")
    }
  }

  /// Every part of `model` after some steps of training.
  ///
  /// - Parameter refused: The parts that cannot be exported.
  private func cases(
    _ model: TracedModel, _ name: String, refused: Set<ModelPart> = [], precision: ONNXPrecision = .float32
  ) throws -> [ExportedCase] {
    let parameters = try model.trainedForExport()
    var found: [ExportedCase] = []
    for part in ModelPart.allCases {
      for input in part == .decoder ? [ImageInput.pixels] : ImageInput.allCases {
        if refused.contains(part) {
          #expect(throws: ModelError.self) {
            try ExportedCase(part, of: model, name, parameters, samples: Self.samples, input, precision)
          }
        } else {
          found.append(try ExportedCase(part, of: model, name, parameters, samples: Self.samples, input, precision))
        }
      }
    }
    return found
  }
}
