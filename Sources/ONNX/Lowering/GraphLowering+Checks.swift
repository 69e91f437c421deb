import Diagnostics
import Foundation
import Tensors

/// What of a program's parameters a file cannot hold.
extension GraphLowering {
  /// The maximum size of a file, which protocol buffers set.
  private static var maxBytes: Int { Int(Int32.max) }

  /// Refuses more parameters than a file can hold.
  func checkSize() throws(ONNXError) {
    let bytes = graph.parameters.indices.reduce(0) { sum, index in
      guard let node = graph.node(ofParameter: index) else { return sum }
      return sum + graph.parameters[index].range.count * (element(node) == .half ? 2 : 4)
    }
    guard bytes >= Self.maxBytes - 1 << 24 else { return }
    throw ONNXError(
      .size,
      Report(
        "the parameters do not fit into an ONNX file", expected: "at most \(Figures.bytes(Self.maxBytes))",
        got: Figures.bytes(bytes), cure: precision == .float32 ? "export with float16" : "export a smaller model"))
  }

  /// Refuses a parameter that its type cannot hold.
  func checkRange() throws(ONNXError) {
    let beyond = parameters.withUnsafeBuffer { all in
      graph.parameters.indices.first { index in
        guard let node = graph.node(ofParameter: index), element(node) == .half else { return false }
        return HalfFloat.isAnyBeyond(all[graph.parameters[index].range])
      }
    }
    guard let beyond else { return }
    throw ONNXError(
      .range,
      Report(
        "a parameter is beyond the range of float16", place: graph.parameters[beyond].name,
        expected: "at most \(HalfFloat.maximum)", cure: "export with float32"))
  }
}
