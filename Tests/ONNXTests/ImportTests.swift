import Autoencoders
import Diagnostics
import Exporting
import Foundation
import ImageShapes
import ModelCases
import NeuralNetworks
import ONNX
import Safetensors
import Settings
import Tensors
import TestSupport
import Testing
import Training

/// Weights of other programs become runs, where names and shapes fit.
@Suite struct ImportTests {
  private let place: TemporaryFolder
  private static let image = ImageShape(channels: 1, height: 4, width: 3)

  init() throws { place = try TemporaryFolder() }

  private func configuration(
    _ model: String, _ name: String, _ fields: [String: SettingValue] = [:]
  ) throws -> RunConfiguration {
    var settings = RunSettings()
    (settings.model, settings.name, settings.modelFields) = (model, name, fields)
    settings.data.dataset = "mnist"
    if model == "AE" { settings.modelFields = ["code_size": .integer(32)] }
    return try settings.resolved()
  }

  private func write(
    _ tensors: [(String, [Int])], _ file: String, from first: (String) -> Float = { _ in 0 }
  ) throws -> String {
    var values = tensors.map { name, shape in
      (name, shape, (0..<shape.reduce(1, *)).map { first(name) + Float($0) / 64 })
    }[...]
    func write(_ records: [SafetensorsRecord]) throws {
      guard let (name, shape, numbers) = values.popFirst() else {
        return try SafetensorsWriter.write(records, metadata: [:], to: place(file))
      }
      try numbers.withUnsafeBufferPointer { try write(records + [SafetensorsRecord(name, shape: shape, $0)]) }
    }
    try write([])
    return place(file)
  }

  /// Writes the tensors of AE and those given instead, all of whose elements are the same bytes.
  private func write(
    _ tensors: [(name: String, type: String, shape: [Int], element: [UInt8])], _ file: String
  ) throws -> String {
    let own = [
      ("encoder.weight", [32, 12]), ("encoder.bias", [32]), ("decoder.weight", [12, 32]), ("decoder.bias", [12]),
    ]
    let given = Set(tensors.map(\.name))
    let all =
      own.filter { !given.contains($0.0) }.map { ($0.0, "F32", $0.1, [UInt8](repeating: 0, count: 4)) } + tensors
    var (header, data): ([String], [UInt8]) = ([], [])
    for (name, type, shape, element) in all {
      let bytes = [[UInt8]](repeating: element, count: shape.reduce(1, *)).flatMap(\.self)
      let range = "[\(data.count),\(data.count + bytes.count)]"
      header.append(#""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(range)}"#)
      data += bytes
    }
    let text = Array("{\(header.joined(separator: ","))}".utf8)
    let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) }
    try put(length + text + data, at: place(file))
    return place(file)
  }

  private func imported(_ path: String, _ model: String, _ name: String) throws -> (TrainedRun, FlatVector) {
    let run = try ImportedRun.write(path, as: configuration(model, name), image: Self.image, runs: place("runs")).run
    return (run, try run.parameters())
  }

  @Test func `layers are found by their names, or in order`() throws {
    let shapes = [
      ("encoder.weight", [32, 12]), ("encoder.bias", [32]), ("decoder.weight", [12, 32]), ("decoder.bias", [12]),
    ]
    let (run, named) = try imported(write(shapes, "named.safetensors"), "AE", "named")
    #expect(run.model.parameterCount == 32 * 12 + 32 + 12 * 32 + 12)
    // As nn.Sequential names the layers of Kaixhin's AE.
    let ordered = [
      ("decoder.0.weight", [12, 32]), ("decoder.0.bias", [12]), ("encoder.1.weight", [32, 12]),
      ("encoder.1.bias", [32]),
    ]
    let (_, found) = try imported(write(ordered, "ordered.safetensors"), "AE", "ordered")
    #expect(found.withUnsafeBuffer { Array($0) } == named.withUnsafeBuffer { Array($0) })
    let numbered = [("1.weight", [32, 12]), ("1.bias", [32]), ("10.weight", [12, 32]), ("10.bias", [12])]
    let (_, again) = try imported(write(numbered, "numbered.safetensors"), "AE", "numbered")
    #expect(again.withUnsafeBuffer { Array($0) } == named.withUnsafeBuffer { Array($0) })
  }

  @Test func `in order, a logarithm of a variance follows its mean`() throws {
    let layers = [
      ("body", [8, 12]), ("z_mean", [2, 8]), ("log_var", [2, 8]), ("decoding.0", [8, 2]), ("decoding.1", [12, 8]),
    ]
    let tensors = layers.flatMap { [("\($0.0).weight", $0.1), ("\($0.0).bias", [$0.1[0]])] }
    let path = try write(tensors, "variational.safetensors") { $0.hasPrefix("log_var") ? 1000 : 0 }
    let fields: [String: SettingValue] = ["hidden_units": .integer(8), "code_size": .integer(2)]
    let run = try ImportedRun.write(
      path, as: configuration("VAE-400-20", "variational", fields), image: Self.image, runs: place("runs")
    ).run
    let parameters = try run.parameters()
    let large = run.model.parameters.filter { parameters[$0.offset] >= 1000 }.map(\.name)
    #expect(large == ["logVariance.weight", "logVariance.bias"])
  }

  @Test func `numbers of 16 and 64 bits are read, and integers passed over`() throws {
    // 1.5 in each type.
    let path = try write(
      [
        ("encoder.weight", "F64", [32, 12], [0, 0, 0, 0, 0, 0, 0xf8, 0x3f]), ("encoder.bias", "F16", [32], [0, 0x3e]),
        ("decoder.weight", "BF16", [12, 32], [0xc0, 0x3f]), ("decoder.bias", "F32", [12], [0, 0, 0xc0, 0x3f]),
        ("encoder.num_batches_tracked", "I64", [], [7, 0, 0, 0, 0, 0, 0, 0]),
      ], "types.safetensors")
    let (run, parameters) = try imported(path, "AE", "types")
    for entry in run.model.parameters { #expect(entry.range.allSatisfy { parameters[$0] == 1.5 }, "\(entry.name)") }
  }

  @Test func `kernels of Keras are transposed`() throws {
    let keras = [
      ("dense/kernel:0", [12, 32]), ("dense/bias:0", [32]), ("dense_1/kernel:0", [32, 12]), ("dense_1/bias:0", [12]),
    ]
    let (run, parameters) = try imported(write(keras, "keras.safetensors"), "AE", "keras")
    let weight = try #require(run.model.parameters.first { $0.name == "encoder.weight" })
    // Row 1 of the weights is column 1 of the kernel.
    let row: [Float] = (0..<12).map { parameters[weight.offset + 12 + $0] }
    let column: [Float] = (0..<12).map { Float(32 * $0 + 1) / 64 }
    #expect(row == column)
  }

  @Test func `what does not fit is listed`() throws {
    let few = try write([("encoder.weight", [32, 12]), ("encoder.bias", [32])], "few.safetensors")
    let missing = #expect(throws: WeightsError.self) { try imported(few, "AE", "few") }
    #expect(missing?.description.contains("decoder.weight") == true, "\(String(describing: missing))")
    let shapes = [
      ("encoder.weight", [30, 12]), ("encoder.bias", [32]), ("decoder.weight", [12, 32]), ("decoder.bias", [12]),
    ]
    let other = try write(shapes, "other.safetensors")
    let mismatch = #expect(throws: WeightsError.self) { try imported(other, "AE", "other") }
    #expect(mismatch?.description.contains("encoder.weight is [30, 12]") == true, "\(String(describing: mismatch))")
    #expect(throws: WeightsError.self) { try imported("weights.h5", "AE", "kind") }
    #expect(RunDirectory.all(in: place("runs")).isEmpty)
    let text = try place.write(Array("not a model".utf8), "text.onnx")
    #expect(throws: ONNXError.self) { try imported(text, "AE", "text") }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `numbers that are not finite are refused by the tensor's name, with their count`(_ bad: Float) throws {
    let shapes = [
      ("encoder.weight", [32, 12]), ("encoder.bias", [32]), ("decoder.weight", [12, 32]), ("decoder.bias", [12]),
    ]
    let one = try write(shapes, "one.safetensors") { $0 == "decoder.bias" ? bad : 0 }
    let error = try #require(throws: WeightsError.self) { try imported(one, "AE", "one") }
    #expect(error.code == .notFinite && error.report.place == "\(one), decoder.bias", "\(error)")
    #expect(error.report.got == "12 of 12", "\(error)")
    let many = try write(shapes, "many.safetensors") { $0.hasSuffix("weight") ? bad : 0 }
    let first = try #require(throws: WeightsError.self) { try imported(many, "AE", "many") }
    #expect(first.report.place == "\(many), encoder.weight", "\(first)")
    #expect(first.report.got == "384 of 384, and numbers of 1 other tensor", "\(first)")
    #expect(!FileManager.default.fileExists(atPath: place("runs")))
  }

  @Test func `a number of 64 bits that is infinite in 32 is refused`() throws {
    let large = withUnsafeBytes(of: 1e300.bitPattern.littleEndian) { Array($0) }
    let path = try write([("encoder.bias", "F64", [32], large)], "large.safetensors")
    let error = try #require(throws: WeightsError.self) { try imported(path, "AE", "large") }
    #expect(error.code == .notFinite && error.report.place == "\(path), encoder.bias", "\(error)")
    #expect(error.report.got == "32 of 32", "\(error)")
  }

  @Test(arguments: ["I8", "U8", "I16", "I32", "I64", "F8_E4M3", "F8_E5M2", "BOOL"])
  func `weights of a type that is not read are refused by the first one's name`(_ type: String) throws {
    let zero = [UInt8](repeating: 0, count: type == "I16" ? 2 : type == "I32" ? 4 : type == "I64" ? 8 : 1)
    let shapes = [
      ("encoder.weight", [32, 12]), ("encoder.bias", [32]), ("decoder.weight", [12, 32]), ("decoder.bias", [12]),
    ]
    let all = try write(shapes.map { ($0.0, type, $0.1, zero) }, "all.safetensors")
    let error = try #require(throws: WeightsError.self) { try imported(all, "AE", "all") }
    #expect(error.code == .type && error.report.place == "\(all), encoder.weight", "\(error)")
    #expect(error.report.got == "\(type), and 3 more tensors", "\(error)")
    let one = try write([("decoder.weight", type, [12, 32], zero)], "one.safetensors")
    let single = try #require(throws: WeightsError.self) { try imported(one, "AE", "one") }
    #expect(single.report.place == "\(one), decoder.weight" && single.report.got == type, "\(single)")
    // Beside numbers that are no weights, what is missing is named.
    let seed = try write([("encoder.bias", type, [32], zero)], "seed.safetensors")
    let missing = try #require(throws: WeightsError.self) { try imported(seed, "AE", "seed") }
    #expect(missing.code == .mismatch && missing.report.what == "the file has no encoder.bias", "\(missing)")
  }

  @Test func `of many tensors that do not fit, a few are named, with the number of all`() throws {
    let float = [UInt8](repeating: 0, count: 4)
    let many = try write((0..<1000).map { ("layer.\($0).weight", "F32", [1], float) }, "many.safetensors")
    let error = try #require(throws: WeightsError.self) { try imported(many, "Seq2SeqAE", "many") }
    #expect(error.report.got?.hasPrefix("1,002: encoder, layer.0, ") == true, "\(error)")
    #expect(error.report.got?.hasSuffix(", and 994 more") == true, "\(error)")
    let none = try write([], "none.safetensors") { _ in 0 }
    let nothing = try #require(throws: WeightsError.self) { try imported(none, "AE", "none") }
    #expect(nothing.report.got == "none", "\(nothing)")
  }
}
