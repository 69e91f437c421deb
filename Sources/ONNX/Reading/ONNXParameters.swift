import Diagnostics
import Foundation
import SwiftProtobuf
import Tensors

/// The parameters of an ONNX model: its constants of floats, by name.
public struct ONNXParameters: Sendable {
  /// A constant.
  public struct Tensor: Sendable {
    /// The name in the model.
    public let name: String
    /// The dimensions.
    public let shape: [Int]
    /// The elements, row-major.
    public let values: [Float]
  }

  /// A constant that is not read.
  public struct OtherTensor: Hashable, Sendable {
    /// The name in the model.
    public let name: String
    /// The dimensions.
    public let shape: [Int]
    /// The type as ONNX names it, such as `int8`, or its number.
    public let type: String
  }

  /// The constants of 16, 32 and 64 bits, in the order of the file.
  public let tensors: [Tensor]
  /// The constants of other types, such as integers, in the order of the file.
  public let otherTensors: [OtherTensor]

  /// Reads the file at `path`.
  ///
  /// - Throws: ``ONNXError`` for a file that cannot be read, is no ONNX model, or has its constants in other files.
  public init(path: String) throws(ONNXError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ONNXError(
        .cannotRead, Report("the file cannot be read", place: path, cure: "give the path of an ONNX model"))
    }
    guard let model = try? Onnx_ModelProto(serializedBytes: data), model.hasGraph else {
      throw ONNXError(.damaged, Report("not an ONNX model", place: path, cure: "give another file"))
    }
    var (tensors, others): ([Tensor], [OtherTensor]) = ([], [])
    for tensor in model.graph.initializer {
      let shape = tensor.dims.map { Int($0) }
      if let values = try tensor.floats(in: path) {
        tensors.append(Tensor(name: tensor.name, shape: shape, values: values))
      } else {
        let type = Onnx_TensorProto.DataType(rawValue: Int(tensor.dataType))
        others.append(
          OtherTensor(name: tensor.name, shape: shape, type: type.map { "\($0)" } ?? "type \(tensor.dataType)"))
      }
    }
    (self.tensors, otherTensors) = (tensors, others)
  }
}

extension Onnx_TensorProto {
  /// The elements of a tensor of floats; nil for one of other numbers.
  fileprivate func floats(in path: String) throws(ONNXError) -> [Float]? {
    guard let type = DataType(rawValue: Int(dataType)), [.float, .float16, .double].contains(type) else { return nil }
    guard dataLocation == .default else {
      throw ONNXError(
        .storage,
        Report(
          "the numbers are in another file", place: "\(path), \(name)", expected: "numbers within the model",
          cure: "save the model without external data"))
    }
    let values: [Float] =
      switch type {
      case .float: floatData.isEmpty ? words(Float.self) : floatData
      case .double:
        doubleData.isEmpty ? words(UInt64.self).map { Float(Double(bitPattern: $0)) } : doubleData.map { Float($0) }
      default:
        HalfFloat.values(
          ofBits: int32Data.isEmpty ? words(UInt16.self) : int32Data.map { UInt16(truncatingIfNeeded: $0) })
      }
    // Sizes of a damaged file may overflow.
    let count = dims.reduce(1) { dims, size in dims < 0 || size < 0 || size > 1 << 40 / max(dims, 1) ? -1 : dims * size
    }
    guard values.count == Int(count) else {
      throw ONNXError(
        .damaged,
        Report(
          "a constant has another size than its shape", place: "\(path), \(name)", expected: "\(count) numbers",
          got: "\(values.count)", cure: "export the model again"))
    }
    return values
  }

  /// The raw bytes as words.
  private func words<Word: BitwiseCopyable>(_: Word.Type) -> [Word] {
    let count = rawData.count / MemoryLayout<Word>.size
    return [Word](unsafeUninitializedCapacity: count) { words, initialized in
      _ = rawData.copyBytes(to: words, count: count * MemoryLayout<Word>.size)
      initialized = count
    }
  }
}
