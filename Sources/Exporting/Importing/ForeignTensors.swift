import Diagnostics
import Foundation
import ONNX
import Safetensors
import Tensors

/// The tensors of a file of another program.
struct ForeignTensors {
  /// A tensor of a type that is not read.
  struct Other {
    let name: String
    let shape: [Int]
    let type: String
  }

  /// The tensors of 16, 32 and 64 bits.
  let read: [ForeignTensor]
  /// Those of other types: integers, and floats of 8 bits.
  let others: [Other]

  /// Reads the file at `path`, `.safetensors` or `.onnx`.
  ///
  /// - Throws: ``WeightsError`` for another extension, `SafetensorsError`, `ONNXError`, what `check` throws.
  init(path: String, check: () throws -> Void) throws {
    switch (path as NSString).pathExtension.lowercased() {
    case "safetensors":
      let file = try SafetensorsFile.read(path, isOfAnyType: true)
      var (read, others): ([ForeignTensor], [Other]) = ([], [])
      for entry in file.entries {
        try check()
        if let values = try file.numbers(of: entry) {
          read.append(ForeignTensor(name: entry.name, shape: entry.shape, values: values))
        } else {
          others.append(Other(name: entry.name, shape: entry.shape, type: entry.type))
        }
      }
      (self.read, self.others) = (read, others)
    case "onnx":
      let file = try ONNXParameters(path: path)
      read = file.tensors.map { ForeignTensor(name: $0.name, shape: $0.shape, values: $0.values) }
      others = file.otherTensors.map { Other(name: $0.name, shape: $0.shape, type: $0.type) }
    default:
      throw WeightsError(
        .kind,
        Report(
          "not a file of weights", place: path, expected: ".safetensors or .onnx",
          cure:
            "save a state_dict with safetensors.torch.save_file, or weights of Keras with safetensors.numpy.save_file"))
    }
  }

  /// The tensors that a model's weights may be in although they are not read.
  ///
  /// Numbers of one axis or none, such as PyTorch's `num_batches_tracked` and the seeds of Keras, are no weights.
  var unreadWeights: [Other] { read.isEmpty ? others : others.filter { $0.shape.count > 1 } }
}

extension SafetensorsFile {
  /// The elements of a tensor of 16, 32 or 64 bits; nil for integers, such as PyTorch's `num_batches_tracked`.
  ///
  /// - Throws: `SafetensorsError`.
  fileprivate func numbers(of entry: Entry) throws(SafetensorsError) -> [Float]? {
    switch entry.type {
    case "F32": try floats(named: entry.name)
    case "F64": try words(named: entry.name, as: UInt64.self).map { Float(Double(bitPattern: $0)) }
    case "F16": HalfFloat.values(ofBits: try words(named: entry.name, as: UInt16.self))
    case "BF16": try words(named: entry.name, as: UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
    default: nil
    }
  }
}
