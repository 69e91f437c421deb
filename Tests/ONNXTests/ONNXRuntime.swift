import Foundation
import ONNX
import Safetensors
import TestSupport

/// A model with inputs and the results that they should have.
struct ExportedCase {
  let name: String
  let model: ONNXModel
  var inputs: [Values]
  var outputs: [Values]

  /// Numbers with a shape, the batch included.
  struct Values {
    var name: String
    var dimensions: [Int]
    var numbers: [Float]
  }
}

/// ONNX's own checker and onnxruntime, in Python.
enum ONNXRuntime {
  /// Whether both are there.
  static let isThere =
    (try? run(Python.program, ["-c", "import numpy, onnx, onnxruntime, safetensors.numpy"]))?.status == 0

  /// Why tests are skipped.
  static let missing: String = {
    let reason = try? String(
      contentsOf: SourceTree.root.appendingPathComponent(".build/missing/onnx"), encoding: .utf8)
    return "no onnx and onnxruntime in \(Python.program)"
      + (reason?.split(separator: "\n").last.map { "; \($0)" } ?? "")
  }()

  /// What `Tools/check-onnx.py` says of a case.
  struct Outcome: Decodable {
    let name: String
    let differences: [String: Float]?
    let error: String?

    /// The largest difference; infinite where the model was rejected.
    var worst: Float { differences?.values.max() ?? .infinity }
    /// The differences, or the error.
    var text: String { error ?? "\(differences ?? [:])" }
  }

  /// Runs all cases, in one process.
  static func outcomes(_ cases: [ExportedCase]) throws -> [Outcome] {
    let folder = try TemporaryFolder()
    for (number, one) in cases.enumerated() {
      let path = folder("\(String(format: "%03d", number)) \(one.name.replacing("/", with: " "))")
      try one.model.write(to: path + ".onnx")
      try ExportedCase.write(
        one.inputs.map { ("input.\($0.name)", $0) } + one.outputs.map { ("output.\($0.name)", $0) },
        to: path + ".safetensors")
    }
    let tool = SourceTree.root.appendingPathComponent("Tools/check-onnx.py").path
    let (_, output) = try run(Python.program, [tool, folder.path])
    let lines = output.split(separator: "\n").filter { $0.hasPrefix("{") }
    let outcomes = try lines.map { try JSONDecoder().decode(Outcome.self, from: Data($0.utf8)) }
    guard outcomes.count == cases.count else { throw Failure(output: output) }
    return outcomes
  }

  /// Runs the models of a folder, each on the inputs beside it, and writes the results beside it, too.
  static func writeResults(below folder: String) throws {
    let tool = SourceTree.root.appendingPathComponent("Tools/check-onnx.py").path
    let (status, output) = try run(Python.program, [tool, "--results", folder])
    if status != 0 { throw Failure(output: output) }
  }

  struct Failure: Error { let output: String }
}

extension ExportedCase {
  /// Writes values by name as a safetensors file.
  static func write(_ values: [(String, Values)], to path: String) throws { try write(values[...], [], to: path) }

  private static func write(
    _ left: ArraySlice<(String, Values)>, _ records: [SafetensorsRecord], to path: String
  ) throws {
    guard let (name, values) = left.first else { return try SafetensorsWriter.write(records, metadata: [:], to: path) }
    try values.numbers.withUnsafeBufferPointer { numbers in
      try write(
        left.dropFirst(), records + [SafetensorsRecord(name, shape: values.dimensions, numbers)], to: path)
    }
  }
}
