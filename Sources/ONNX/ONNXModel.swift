import Diagnostics
import Files
import Foundation
import SwiftProtobuf
public import Tensors

/// A program as an ONNX model: a file that other run-times read.
///
/// Operators are those of ``operatorSet``; the size of the batch is free. Every value is named after its layer.
public struct ONNXModel: Sendable {
  /// The version of ONNX's set of operators that models need.
  public static let operatorSet = ONNXWriter.operatorSet
  /// The operations that choose among numbers, such as the nearest code, each with its layer.
  ///
  /// They and what leads to them have 32 bits in a file of 16. Empty for a file of 32.
  public let exactChoices: [(layer: String, operation: String)]

  private let message: Onnx_ModelProto

  /// Writes `program`.
  ///
  /// - Parameters:
  ///   - program: A program without a loss.
  ///   - name: The name of the graph.
  ///   - parameters: The values of the parameters of the program's graph.
  ///   - inputs: How inputs are given, by name; as numbers where it is not said.
  ///   - outputs: The results, of the program, in order.
  ///   - precision: The precision of parameters and of the numbers between operators.
  ///   - writer: The name and the version of the program that writes the model.
  ///   - metadata: What is said of the model, by key.
  /// - Throws: ``ONNXError`` for an operation that has no counterpart in ONNX, a parameter beyond the range of
  ///   `precision`, or more parameters than a file can hold.
  public init(
    _ program: Program, name: String, parameters: FlatVector, inputs: [String: ONNXInput] = [:],
    outputs: [ONNXOutput], precision: ONNXPrecision = .float32, writer: (name: String, version: String),
    metadata: [String: String] = [:]
  ) throws(ONNXError) {
    guard program.graph.nodes.contains(where: { $0.operation is Input }) else {
      throw ONNXError(.operation, Report("a program without inputs has no batch", cure: "export a program of images"))
    }
    let graphWriter = ONNXWriter()
    let lowering = try GraphLowering(
      program, parameters: parameters, inputs: inputs, precision: precision, writer: graphWriter)
    exactChoices = lowering.exactChoices
    graphWriter.scope = "result"
    let results = outputs.map { output in
      let value = lowering.value(output.result.node.id).converted(to: .float)
      return (output.name, output.scale * value + output.offset, output.result.shape.described)
    }
    var message = Onnx_ModelProto()
    message.irVersion = Int64(ONNXWriter.formatVersion)
    message.opsetImport = [.with { ($0.domain, $0.version) = ("", Int64(Self.operatorSet)) }]
    (message.producerName, message.producerVersion) = writer
    message.graph = graphWriter.graph(named: name, returning: results)
    message.metadataProps = metadata.sorted { $0.key < $1.key }.map { key, value in
      .with { ($0.key, $0.value) = (key, value) }
    }
    self.message = message
  }

  /// The operators of the graph, in order: `Conv`, `Relu`.
  public var operators: [String] { message.graph.node.map(\.opType) }

  /// The names of the inputs.
  public var inputNames: [String] { message.graph.input.map(\.name) }

  /// The model as the bytes of a file.
  public var bytes: [UInt8] {
    var options = BinaryEncodingOptions()
    options.useDeterministicOrdering = true
    // Encoding fails only for a missing required field, and these messages have none.
    guard let bytes: [UInt8] = try? message.serializedBytes(options: options) else {
      fatalError("an ONNX model cannot be encoded")
    }
    return bytes
  }

  /// Writes the file `path`, whole or not at all, and returns its size in bytes.
  ///
  /// - Throws: `AtomicFileError`.
  @discardableResult
  public func write(to path: String) throws -> Int {
    let bytes = bytes
    try bytes.withUnsafeBytes { try AtomicFile.write([$0], to: path) }
    return bytes.count
  }
}
