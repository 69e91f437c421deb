import Diagnostics
import Foundation
import Tensors

/// Finds for each parameter of a model the tensor of another program.
///
/// By name, where all names are there; else layer by layer in order, encoders before decoders before discriminators, each
/// parameter by the names that it has in PyTorch and in Keras. Numbers in names order layers by their value, or digit by digit
/// where only that fits: `fc1, fc21, fc22, fc3`. Parameters of training alone may be missing.
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
  /// The indices of the parameters that must be there.
  let needed: Set<Int>
  let file: ForeignTensors
  /// The file, for messages.
  let path: String

  private var tensors: [ForeignTensor] { file.read }

  /// A parameter, its tensor, and one to add to it.
  private struct Pair {
    let entry: ParameterTable.Entry
    let tensor: ForeignTensor
    var addend: ForeignTensor?

    var fits: Bool { tensor.values(as: entry.parameter.dimensions) != nil }
  }

  /// A layer of the model.
  private typealias Layer = (layer: String, entries: [ParameterTable.Entry], isNeeded: Bool)

  /// Replaces the parameters in `vector` by the tensors.
  ///
  /// - Returns: the indices of the parameters that the file lacks, all of them of training alone.
  /// - Throws: ``WeightsError`` that lists parameters without a tensor that fits, or names a tensor of numbers that are not
  ///   finite.
  func fill(_ vector: FlatVector) throws(WeightsError) -> Set<Int> {
    let pairs: [Pair]
    do {
      pairs = try self.pairs()
    } catch {
      throw unread ?? error
    }
    var problems: [String] = []
    for pair in pairs {
      for (tensor, isAdded) in [(pair.tensor, false)] + (pair.addend.map { [($0, true)] } ?? []) {
        guard let values = tensor.values(as: pair.entry.parameter.dimensions) else {
          problems.append("\(tensor.name) is \(tensor.shape), \(pair.entry.name) \(pair.entry.parameter.dimensions)")
          continue
        }
        if isAdded {
          for (index, value) in zip(pair.entry.range, values) { vector[index] += value }
        } else {
          vector.replace(pair.entry.range, by: values)
        }
      }
    }
    if !problems.isEmpty {
      throw mismatch("tensors have other shapes than the model's: \(Figures.list(problems, separator: "; "))")
    }
    try checkFinite(vector, pairs)
    let found = Set(pairs.map(\.entry.name))
    return Set(table.indices.filter { !found.contains(table[$0].name) })
  }

  /// Rejects NaN and infinity, which a number of 64 bits or a sum of two may be in 32.
  private func checkFinite(_ vector: FlatVector, _ pairs: [Pair]) throws(WeightsError) {
    let bad = pairs.compactMap { pair in
      let count = pair.entry.range.count { !vector[$0].isFinite }
      return count > 0 ? (pair: pair, count: count) : nil
    }
    guard let first = bad.first else { return }
    let others = bad.count > 1 ? ", and numbers of \(Figures.count(bad.count - 1, "other tensor"))" : ""
    throw WeightsError(
      .notFinite,
      Report(
        "the tensor has numbers that are NaN, or infinite in 32 bits", place: "\(path), \(first.pair.tensor.name)",
        got: "\(Figures.count(first.count)) of \(Figures.count(first.pair.entry.range.count))\(others)",
        cure: "give weights that are finite, such as those before the training diverged"))
  }

  private func pairs() throws(WeightsError) -> [Pair] {
    // An LSTM of several layers has one path in PyTorch.
    let named = Dictionary(tensors.map { ($0.name, $0) } + tensors.map { ("\($0.layer).\($0.part)", $0) }) { first, _ in
      first
    }
    var (found, missing): ([Pair], [String]) = ([], [])
    for (index, entry) in zip(table.indices, table) {
      if let tensor = Self.candidates(of: entry.name).lazy.compactMap({ named[$0] }).first {
        found.append(pair(entry, tensor))
      } else if needed.contains(index) {
        missing.append(entry.name)
      }
    }
    if missing.isEmpty { return found }
    do {
      return try pairsByOrder()
    } catch let error where found.count < needed.count / 2 {
      throw error
    } catch {
      // A file of the same names lacks some, whatever the order says.
      throw mismatch("the file has no \(Figures.list(missing))")
    }
  }

  /// The gates of an LSTM have one bias here; PyTorch adds two, whose sum is imported.
  private func pair(_ entry: ParameterTable.Entry, _ tensor: ForeignTensor) -> Pair {
    let layer = Self.layer(of: entry.name)
    guard tensor.part == "bias_ih_l0", !table.contains(where: { $0.name == "\(layer).hiddenBias" }) else {
      return Pair(entry: entry, tensor: tensor)
    }
    return Pair(
      entry: entry, tensor: tensor,
      addend: tensors.first { $0.layer == tensor.layer && $0.part == "bias_hh_l0" })
  }

  private static func layer(of name: String) -> String {
    name.split(separator: ".").dropLast().joined(separator: ".")
  }

  /// The names that a parameter may have with the path of its layer.
  private static func candidates(of name: String) -> [String] {
    let layer = layer(of: name)
    let part = name.split(separator: ".").last.map(String.init) ?? name
    return [name] + (names[part] ?? []).map { layer.isEmpty ? $0 : "\(layer).\($0)" }
  }

  private func pairsByOrder() throws(WeightsError) -> [Pair] {
    var ours: [Layer] = []
    for (index, entry) in zip(table.indices, table) {
      let layer = Self.layer(of: entry.name)
      let place = ours.firstIndex { $0.layer == layer } ?? ours.endIndex
      if place == ours.endIndex { ours.append((layer, [], false)) }
      ours[place].entries.append(entry)
      if needed.contains(index) { ours[place].isNeeded = true }
    }
    let orders = Dictionary(grouping: tensors, by: \.layer).keys.map { (layer: $0, order: Order($0)) }
    let theirs = orders.sorted { $0.order < $1.order }.map(\.layer)
    let necessary = ours.filter(\.isNeeded)
    if theirs.count == necessary.count { ours = necessary }
    guard ours.count == theirs.count else {
      throw mismatch(
        "the file has other layers than the model",
        expected: "\(necessary.count) layers: \(Figures.list(necessary.map(\.layer)))",
        got: theirs.isEmpty ? "none" : "\(Figures.count(theirs.count)): \(Figures.list(theirs))")
    }
    let byValue = try pairs(of: ours, theirs)
    if byValue.allSatisfy(\.fits) { return byValue }
    let byDigits = try? pairs(of: ours, orders.sorted { $0.order.precedesByDigits($1.order) }.map(\.layer))
    return byDigits.flatMap { $0.allSatisfy(\.fits) ? $0 : nil } ?? byValue
  }

  private func pairs(of ours: [Layer], _ theirs: [String]) throws(WeightsError) -> [Pair] {
    let groups = Dictionary(grouping: tensors, by: \.layer)
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
            got: Figures.list(groups[layer, default: []].map(\.part)))
        }
        pairs.append(pair(entry, tensor))
      }
    }
    return pairs
  }

  /// Why weights are missing where they have a type that is not read; nil for none of these.
  private var unread: WeightsError? {
    let all = file.unreadWeights
    guard let first = all.first else { return nil }
    return WeightsError(
      .type,
      Report(
        "tensors of this type are not read", place: "\(path), \(first.name)",
        expected: "floats of 16, 32 or 64 bits",
        got: first.type + (all.count > 1 ? ", and \(Figures.count(all.count - 1, "more tensor"))" : ""),
        cure: "save the weights as float32"))
  }

  private func mismatch(_ what: String, expected: String? = nil, got: String? = nil) -> WeightsError {
    WeightsError(
      .mismatch,
      Report(
        what, place: path, expected: expected, got: got,
        cure: "give the model and the settings that the weights are of; `hourglass models show` lists the parameters"))
  }
}

/// Where a layer of another program stands among its layers, by its path.
private struct Order: Comparable {
  /// The encoder, the mean of a code and the logarithm of its variance, the decoder, a discriminator.
  private let part: Int
  private let path: String

  init(_ layer: String) {
    path = layer
    let words = layer.lowercased().split { !$0.isLetter && !$0.isNumber }
    func has(_ starts: String...) -> Bool { words.contains { word in starts.contains { word.hasPrefix($0) } } }
    let letters = words.joined()
    part =
      if has("disc", "adv", "critic") {
        4
      } else if has("dec") {
        3
      } else if letters.contains("logvar") || letters.contains("logsigma") {
        2
      } else {
        words.contains("mu") || words.contains("mean") ? 1 : 0
      }
  }

  static func < (a: Order, b: Order) -> Bool {
    a.part == b.part ? a.path.localizedStandardCompare(b.path) == .orderedAscending : a.part < b.part
  }

  /// Whether it stands before `other` where numbers in names are compared digit by digit.
  func precedesByDigits(_ other: Order) -> Bool { part == other.part ? path < other.path : part < other.part }
}
