import Diagnostics
import Foundation
import ONNX
import Safetensors

/// A tensor of another program.
struct ForeignTensor {
  let name: String
  let shape: [Int]
  let values: [Float]

  /// All tensors of the file at `path`, `.safetensors` or `.onnx`.
  ///
  /// - Throws: ``WeightsError`` for another extension, `SafetensorsError`, `ONNXError`.
  static func all(in path: String) throws -> [ForeignTensor] {
    switch (path as NSString).pathExtension.lowercased() {
    case "safetensors":
      let file = try SafetensorsFile.read(path)
      return try file.entries.map {
        ForeignTensor(name: $0.name, shape: $0.shape, values: try file.floats(named: $0.name))
      }
    case "onnx":
      return try ONNXParameters(path: path).tensors.map {
        ForeignTensor(name: $0.name, shape: $0.shape, values: $0.values)
      }
    default:
      throw WeightsError(
        .kind,
        Report(
          "not a file of weights", place: path, expected: ".safetensors or .onnx",
          cure:
            "save a state_dict with safetensors.torch.save_file, or weights of Keras with safetensors.numpy.save_file"))
    }
  }

  /// The layer: the name without its last part, after a dot or a slash.
  var layer: String {
    name.lastIndex { $0 == "." || $0 == "/" }.map { String(name[..<$0]) } ?? ""
  }

  /// The name within the layer: `weight`, `kernel`.
  var part: String {
    let part = name.lastIndex { $0 == "." || $0 == "/" }.map { String(name[name.index(after: $0)...]) } ?? name
    // TensorFlow's names end with the number of an output.
    return part.hasSuffix(":0") ? String(part.dropLast(2)) : part
  }

  /// The values in the order of `wanted`, a shape of a parameter; nil where they do not fit.
  ///
  /// Kernels of Keras have inputs before outputs: `[in, out]` becomes `[out, in]`, `[h, w, in, out]` becomes
  /// `[out, in, h, w]`, which is that of a transposed convolution too, whose kernel is `[h, w, out, in]`.
  func values(as wanted: [Int]) -> [Float]? {
    guard part == "kernel" else { return shape == wanted ? values : nil }
    let order = shape.count == 2 ? [1, 0] : shape.count == 4 ? [3, 2, 0, 1] : []
    guard !order.isEmpty, order.map({ shape[$0] }) == wanted else { return nil }
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    let steps = order.map { strides[$0] }
    return (0..<values.count).map { index in
      var (rest, place) = (index, 0)
      for axis in wanted.indices.reversed() {
        place += rest % wanted[axis] * steps[axis]
        rest /= wanted[axis]
      }
      return values[place]
    }
  }
}
