import Autoencoders
import CPUEngine
import Tensors

/// Model files for tests.
enum ModelFile {
  /// The last layers of a decoder: to the pixels, by a sigmoid.
  static let back = ["linear: {units: image, activation: sigmoid}", "reshape: image"]

  /// A file of these encoder and decoder layers.
  static func text(_ encoder: [String], _ decoder: [String], _ rest: String = "") -> String {
    let layers = { (layers: [String]) in layers.map { "  - \($0)\n" }.joined() }
    return "name: Net\nencoder:\n\(layers(encoder))decoder:\n\(layers(decoder))\(rest)"
  }

  static func network(_ yaml: String) throws -> NetworkDescription {
    try NetworkDescription(yaml: yaml, file: "net.yaml")
  }

  static func executor() -> CPUExecutor { CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: 1)) }
}
