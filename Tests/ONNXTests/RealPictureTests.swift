import Autoencoders
import Exporting
import Foundation
import ImageData
import ImageShapes
import ModelCases
import ONNX
import ReferenceEngine
import Safetensors
import Tensors
import TestSupport
import Testing

/// Published models trained on real pictures have the processor's results in onnxruntime, where both choose the same; they
/// choose differently only between numbers that differ by a rounding.
@Suite(
  .enabled(if: ONNXRuntime.isThere, "\(ONNXRuntime.missing)"),
  .enabled(if: RealPictures.hasMNIST, "MNIST is neither in $HOURGLASS_DATA nor beside the package"))
struct RealPictureTests {
  private static let samples = 100
  /// The largest distance of two numbers that both may be chosen, in units of the largest.
  private static let rounding: Float = 1e-6
  /// Nine networks in a row multiply the rounding of the first by forty: PyTorch and onnxruntime are as far from the same
  /// model in 64 bits as from each other.
  private static let tolerances: [String: Float] = ["StackedCAE": 1e-4]

  @Test func `every published model`() throws {
    let folder = try TemporaryFolder()
    let cases = try ModelCatalogue.names.map { try RealCase($0, samples: Self.samples, in: folder) }
    try ONNXRuntime.writeResults(below: folder.path)
    for precision in ONNXPrecision.allCases {
      var differing: [String: Int] = [:]
      for one in cases {
        let theirs = try one.theirs(precision)
        let (samples, gap) = one.choices.differing(one.ours, theirs, samples: Self.samples)
        #expect(gap <= Self.rounding, "\(one.name), \(precision): \(gap)")
        if !samples.isEmpty { differing[one.name] = samples.count }
        for name in ["code", "reconstruction"] {
          let worst = try #require(one.difference(name, theirs, without: samples))
          let tolerance = try precision == .float32 ? Self.tolerances[one.name] ?? 1e-5 : one.halfTolerance(name)
          #expect(worst <= tolerance, "\(one.name), \(precision), \(name): \(worst)")
        }
      }
      #expect(differing.values.allSatisfy { $0 <= Self.samples / 10 }, "\(differing)")
    }
  }
}

/// A published model in its own size, after some steps on real pictures, with the processor's results.
struct RealCase {
  let name: String
  let choices: Choices
  let ours: [String: [Float]]
  /// What a file of 16 bits should compute.
  let foreseen: [String: [Float]]
  private let samples: Int
  private let folder: TemporaryFolder

  init(_ name: String, samples: Int, in folder: TemporaryFolder) throws {
    (self.name, self.samples, self.folder) = (name, samples, folder)
    let configuration = try ModelCatalogue.configuration(name)
    let pictures = try RealPictures.digits(count: samples, side: name == "StridedConvAE" ? 32 : 28)
    let pixels = PixelMap(configuration.pixelRange)
    let model = try TracedModel(configuration, image: pictures.shape)
    var training = TrainingCase(model)
    (training.samples, training.steps) = (20, 15)
    training.pictures = TrainingCase.Pictures(pictures.bytes, scale: pixels.factor / 255, offset: pixels.summand)
    let trained = try Processor.run { try training.run(on: $0)[1] }
    let parameters = FlatVector(count: trained.count)
    parameters.replace(0..<trained.count, by: trained)
    let exported = try ExportedProgram(.whole, of: model)
    choices = Choices(in: exported.program)
    let results = exported.results + choices.results
    let program = try Program(exported.program.graph, tensors: results.map(\.result))
    let images = pictures.bytes.map(Float.init)
    let labels = (0..<samples).map { Float($0 % 3) }
    for precision in ONNXPrecision.allCases {
      let onnx = try ONNXModel(
        program, name: name, parameters: parameters,
        inputs: [
          ExportedProgram.imagesName: .bytes(scale: pixels.factor / 255, offset: pixels.summand),
          ImageLabels.inputName: .integers,
        ], outputs: results.map { ONNXOutput($0.name, $0.result) }, precision: precision, writer: ("tests", "1"))
      let path = folder("\(name) \(precision)")
      try onnx.write(to: path + ".onnx")
      try ExportedCase.write(
        [
          ("input.images", .init(name: "images", dimensions: [samples] + model.image.dimensions, numbers: images)),
          ("input.labels", .init(name: "labels", dimensions: [samples, 1], numbers: labels)),
        ], to: path + ".safetensors")
    }
    let names = results.map(\.name)
    let half = try HalfProgram(program, results: results.map(\.result), parameters: parameters)
    func values(_ program: Program, _ results: [TensorResult], _ parameters: FlatVector) -> [String: [Float]] {
      let values = program.values(
        of: results, parameters, samples: samples,
        images: images.map { $0 / 255 * pixels.factor + pixels.summand }, labels: labels)
      return Dictionary(uniqueKeysWithValues: zip(names, values))
    }
    ours = values(program, results.map(\.result), parameters)
    foreseen = values(half.program, half.results, half.parameters)
  }

  /// What onnxruntime computed.
  func theirs(_ precision: ONNXPrecision) throws -> [String: [Float]] {
    let file = try SafetensorsFile.read(folder("\(name) \(precision)") + ".results.safetensors")
    return Dictionary(uniqueKeysWithValues: try file.entries.map { ($0.name, try file.floats(named: $0.name)) })
  }

  /// The largest difference of `result` in a file of 16 bits: what was foreseen, because onnxruntime rounds at other places,
  /// and no more than files are written with.
  func halfTolerance(_ result: String) throws -> Float {
    let foreseen = try #require(difference(result, foreseen, without: []))
    let margin = 1.2 * foreseen + 1e-4
    return foreseen <= HalfDeviation.limit ? min(margin, 1e-2) : margin
  }

  /// The largest difference of a result, in units of its largest number or of 1, without some samples.
  func difference(_ result: String, _ theirs: [String: [Float]], without: Set<Int>) -> Float? {
    guard let a = ours[result], let b = theirs[result], a.count == b.count else { return nil }
    let scale = max(1, a.map(abs).max() ?? 1)
    return zip(a, b).enumerated().map { index, pair in
      without.contains(index / (a.count / samples)) ? 0 : abs(pair.0 - pair.1) / scale
    }.max { $1.isNaN || $0 < $1 }
  }
}
