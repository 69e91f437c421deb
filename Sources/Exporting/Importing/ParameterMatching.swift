import Diagnostics
import Foundation
import Tensors

/// Finds for each parameter of a model the tensor of another program.
///
/// By name, where all names are there; else layer by layer in order, encoders before decoders, each parameter by the
/// names that it has in PyTorch and in Keras.
struct ParameterMatching {
  /// The names in a layer of PyTorch, Keras and Torch for each of ours.
  static let names: [String: [String]] = [
    "weight": ["weight", "kernel", "W"],
    "bias": ["bias", "b", "bias_ih_l0"],
    "scale": ["scale", "weight", "gamma"],
    "shift": ["shift", "bias", "beta"],
    "runningMean": ["runningMean", "running_mean", "moving_mean"],
    "runningVariance": ["runningVariance", "running_var", "moving_variance"],
    "inputWeight": ["inputWeight", "weight_ih_l0"],
    "hiddenWeight": ["hiddenWeight", "weight_hh_l0"],
    "hiddenBias": ["hiddenBias", "bias_hh_l0"],
  ]

  let table: ParameterTable
  let tensors: [ForeignTensor]
  /// The file, for messages.
  let path: String

  /// The values of all parameters.
  ///
  /// - Throws: ``WeightsError`` that lists parameters without a tensor that fits.
  func parameters() throws(WeightsError) -> FlatVector {
    let pairs = try pairs()
    let vector = FlatVector(count: table.vectorCount)
    var problems: [String] = []
    for (entry, tensor) in pairs {
      guard let values = tensor.values(as: entry.parameter.dimensions) else {
        problems.append("\(tensor.name) is \(tensor.shape), \(entry.name) \(entry.parameter.dimensions)")
        continue
      }
      for (index, value) in zip(entry.range, values) { vector[index] = value }
    }
    if !problems.isEmpty {
      throw mismatch("tensors have other shapes than the model's: \(problems.joined(separator: "; "))")
    }
    return vector
  }

  private typealias Pair = (ParameterTable.Entry, ForeignTensor)

  private func pairs() throws(WeightsError) -> [Pair] {
    let named = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    let byName = table.compactMap { entry in
      Self.candidates(of: entry.name).lazy.compactMap { named[$0] }.first.map { (entry, $0) }
    }
    if byName.count == table.count { return byName }
    return try pairsByOrder(missing: table.filter { entry in !byName.contains { $0.0.name == entry.name } }.map(\.name))
  }

  /// The names that a parameter may have with the path of its layer.
  private static func candidates(of name: String) -> [String] {
    let parts = name.split(separator: ".")
    let layer = parts.dropLast().map { $0 + "." }.joined()
    return [name] + (names[String(parts.last ?? "")] ?? []).map { layer + $0 }
  }

  private func pairsByOrder(missing: [String]) throws(WeightsError) -> [Pair] {
    var ours: [(layer: String, entries: [ParameterTable.Entry])] = []
    for entry in table {
      let layer = entry.name.split(separator: ".").dropLast().joined(separator: ".")
      if let index = ours.firstIndex(where: { $0.layer == layer }) {
        ours[index].entries.append(entry)
      } else {
        ours.append((layer, [entry]))
      }
    }
    let groups = Dictionary(grouping: tensors, by: \.layer)
    let theirs = groups.keys.sorted { a, b in
      let (first, second) = (Self.isDecoder(a), Self.isDecoder(b))
      return first == second ? a.localizedStandardCompare(b) == .orderedAscending : second
    }
    guard ours.count == theirs.count else {
      throw mismatch(
        "the file has no \(missing.prefix(5).joined(separator: ", "))\(missing.count > 5 ? ", …" : "")",
        expected: "\(ours.count) layers: \(ours.map(\.layer).joined(separator: ", "))",
        got: "\(theirs.count): \(theirs.joined(separator: ", "))")
    }
    var pairs: [Pair] = []
    for (own, layer) in zip(ours, theirs) {
      for entry in own.entries {
        let part = entry.name.split(separator: ".").last.map(String.init) ?? entry.name
        let tensor = (Self.names[part] ?? [part]).lazy.compactMap { name in groups[layer]?.first { $0.part == name } }
          .first
        guard let tensor else {
          throw mismatch(
            "layer \(layer) has nothing for \(entry.name)",
            expected: (Self.names[part] ?? [part]).joined(separator: " or "),
            got: groups[layer, default: []].map(\.part).joined(separator: ", "))
        }
        pairs.append((entry, tensor))
      }
    }
    return pairs
  }

  private static func isDecoder(_ layer: String) -> Bool { layer.lowercased().hasPrefix("dec") }

  private func mismatch(_ what: String, expected: String? = nil, got: String? = nil) -> WeightsError {
    WeightsError(
      .mismatch,
      Report(
        what, place: path, expected: expected, got: got,
        cure: "give the model and the settings that the weights are of; `hourglass models show` lists the parameters"))
  }
}
