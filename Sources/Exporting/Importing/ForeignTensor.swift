import Foundation

/// A tensor of another program.
struct ForeignTensor {
  let name: String
  let shape: [Int]
  let values: [Float]

  /// The layer: the name without its last part, after a dot or a slash; of an LSTM the number of the layer follows.
  var layer: String {
    let layer = name.lastIndex { $0 == "." || $0 == "/" }.map { String(name[..<$0]) } ?? ""
    guard let stack = recurrentStack else { return layer }
    return layer.isEmpty ? "\(stack.number)" : "\(layer).\(stack.number)"
  }

  /// The name within the layer: `weight`, `kernel`; of an LSTM that of its first layer, `weight_ih_l0`.
  var part: String { recurrentStack.map { "\($0.name)_l0" } ?? lastName }

  private var lastName: String {
    let part = name.lastIndex { $0 == "." || $0 == "/" }.map { String(name[name.index(after: $0)...]) } ?? name
    // TensorFlow's names end with the number of an output.
    return part.hasSuffix(":0") ? String(part.dropLast(2)) : part
  }

  /// The name and the layer's number in one of PyTorch's `weight_ih_l1`; nil for other names.
  private var recurrentStack: (name: String, number: Int)? {
    for name in ["weight_ih", "weight_hh", "bias_ih", "bias_hh"] where lastName.hasPrefix("\(name)_l") {
      return Int(lastName.dropFirst(name.count + 2)).map { (name, $0) }
    }
    return nil
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
