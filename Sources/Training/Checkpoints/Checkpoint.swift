import Diagnostics
import Files
import Foundation
import NeuralNetworks
import Safetensors
public import Tensors

/// Training states as safetensors files.
///
/// A file holds every parameter under its path (`encoder.weight`), every moment of the optimiser under
/// `optimizer.<moment>.<path>`, and the position in its metadata. Nothing depends on the time or the machine, so equal runs
/// write equal bytes.
public enum Checkpoint {
  /// Writes `state` to `path`, whole or not at all.
  /// - Throws: `AtomicFileError`.
  public static func write(_ state: TrainingState, table: ParameterTable, to path: String) throws {
    try Copy(state, table: table).write(to: path)
  }

  /// What a checkpoint holds of a state.
  enum Content {
    /// Everything that the next step depends on.
    case all
    /// The parameters and their average, without the optimiser's moments.
    case evaluated
  }

  /// A copy of a state in host memory, which is written while training continues.
  struct Copy: @unchecked Sendable {
    private let metadata: [String: String]
    private let records: [SafetensorsRecord]
    /// The memory of the records.
    private let vectors: [FlatVector]
    /// The bytes of all tensors.
    var byteCount: Int { records.reduce(0) { $0 + $1.elements.count * MemoryLayout<Float>.stride } }

    /// Copies `state`, into the memory of `old`, which is not used again.
    init(
      _ state: TrainingState, table: ParameterTable, content: Content = .all, reusing old: Copy? = nil
    ) throws {
      var spare = (old?.vectors ?? []).makeIterator()
      var copies: [FlatVector] = []
      metadata = try Checkpoint.metadata(of: state)
      records = Checkpoint.records(of: state, table, content) { vector in
        let copy = spare.next() ?? FlatVector(count: vector.count)
        vector.read(into: copy)
        copies.append(copy)
        return copy
      }
      vectors = copies
    }

    /// Writes the state to `path`, whole or not at all.
    /// - Throws: `AtomicFileError`.
    func write(to path: String) throws {
      try withExtendedLifetime(vectors) { try SafetensorsWriter.write(records, metadata: metadata, to: path) }
    }
  }

  /// About the bytes of a checkpoint of `state`.
  static func byteCount(of state: TrainingState) -> Int {
    let vectors = 1 + (state.average == nil ? 0 : 1) + state.rules.reduce(0) { $0 + $1.moments.count }
    return vectors * state.parameters.count * MemoryLayout<Float>.stride
  }

  private static func metadata(of state: TrainingState) throws -> [String: String] {
    var metadata = [
      "format": "hourglass-checkpoint-1",
      "epoch": "\(state.epoch)",
      "batch": "\(state.batch)",
      "stage": "\(state.stage)",
      "epoch_of_stage": "\(state.epochOfStage)",
      "step": "\(state.step)",
      "optimizer_steps": state.rules.map { "\($0.step)" }.joined(separator: " "),
      // Bit patterns, so that the next start continues exactly.
      "loss_sum": "\(state.lossSum.bitPattern)",
      "loss_count": "\(state.lossCount)",
      "recent_loss_sum": "\(state.recentLossSum.bitPattern)",
      "recent_loss_count": "\(state.recentLossCount)",
      "best_epoch": "\(state.bestEpoch)",
      "validations_without_improvement": "\(state.validationsWithoutImprovement)",
    ]
    if state.plateau != PlateauState() { metadata["plateau"] = try state.plateau.jsonLine() }
    if let best = state.bestLoss {
      metadata["best_loss"] = "\(best)"
      metadata["best_loss_bits"] = "\(best.bitPattern)"
    }
    return metadata
  }

  /// The tensors of `state`, with each vector mapped to host memory by `holding`.
  private static func records(
    of state: TrainingState, _ table: ParameterTable, _ content: Content, holding: (any DeviceVector) -> FlatVector
  ) -> [SafetensorsRecord] {
    var records = records("", holding(state.parameters), table)
    if let average = state.average { records += self.records(Self.averagePrefix, holding(average.values), table) }
    guard content == .all else { return records }
    for (index, rule) in state.rules.enumerated() {
      for (name, values) in rule.moments {
        records += self.records(prefix(ofMoment: name, optimizer: index), holding(values), table.trained)
      }
    }
    return records
  }

  private static let averagePrefix = "average."

  /// The prefix of a moment's names; the first objective's optimiser has no number.
  private static func prefix(ofMoment name: String, optimizer: Int) -> String {
    "optimizer\(optimizer == 0 ? "" : "\(optimizer + 1)").\(name)."
  }

  /// The tensors of a flat vector.
  private static func records(
    _ prefix: String, _ vector: FlatVector, _ table: some Sequence<ParameterTable.Entry>
  ) -> [SafetensorsRecord] {
    table.map { entry in
      vector.withUnsafeBuffer { all in
        // The vectors live as long as the copy.
        SafetensorsRecord(
          prefix + entry.name, shape: entry.parameter.dimensions,
          UnsafeBufferPointer(rebasing: all[entry.range]))
      }
    }
  }

  /// Reads `path` into `state`, which was made for the same model and optimiser.
  /// - Throws: `SafetensorsError` for a damaged file or one of another model.
  public static func read(_ path: String, table: ParameterTable, into state: inout TrainingState) throws {
    let file = try SafetensorsFile.read(path)
    // Without its checksum a file is not as it was written, and training would not continue exactly.
    guard file.isChecked else {
      throw SafetensorsError(
        .mismatch, "not a checkpoint as a run writes it", path: path, expected: "a checksum in the metadata",
        got: "none", cure: "use another checkpoint")
    }
    func count(_ key: String) throws -> Int { try Self.number(key, in: file) }
    func bits(_ key: String) throws -> Double { Double(bitPattern: try Self.number(key, in: file)) }
    try readParameters(file, prefix: "", table: table, over: state.parameters)
    if let average = state.average {
      try readParameters(file, prefix: averagePrefix, table: table, over: average.values)
      state.average?.updates = try count("step")
    }
    if let plateau = file.metadata["plateau"] {
      do {
        state.plateau = try PlateauState(jsonLine: plateau)
      } catch {
        throw SafetensorsError(
          .mismatch, "the state of the schedule cannot be read", path: path, expected: "what a run writes",
          got: plateau, cure: "use another checkpoint")
      }
    }
    let steps = try steps(ofOptimizers: state.rules.count, in: file)
    for index in state.rules.indices {
      for (name, values) in state.rules[index].moments {
        try readParameters(file, prefix: prefix(ofMoment: name, optimizer: index), table: table.trained, over: values)
      }
      state.rules[index].step = steps[index]
    }
    state.epochOfStage = try count("epoch_of_stage")
    state.epoch = try count("epoch")
    state.batch = try count("batch")
    state.step = try count("step")
    state.validationsWithoutImprovement = try count("validations_without_improvement")
    state.lossSum = try bits("loss_sum")
    state.lossCount = try count("loss_count")
    state.recentLossSum = try bits("recent_loss_sum")
    state.recentLossCount = try count("recent_loss_count")
    state.bestEpoch = try count("best_epoch")
    state.bestLoss = try file.metadata["best_loss_bits"].map { _ in try bits("best_loss_bits") }
  }

  /// The stage of the state in `path`.
  ///
  /// - Throws: ``SafetensorsError``.
  static func stage(of path: String) throws -> Int { try number("stage", in: SafetensorsFile.read(path)) }

  private static func steps(ofOptimizers count: Int, in file: SafetensorsFile) throws -> [Int] {
    let text = file.metadata["optimizer_steps"] ?? ""
    let steps = text.split(separator: " ").compactMap { Int($0) }
    guard steps.count == count else {
      throw SafetensorsError(
        .mismatch, "not a checkpoint of this training", path: file.path,
        expected: "\(count) optimizer_steps in the metadata",
        got: text.isEmpty ? "none" : text)
    }
    return steps
  }

  /// Reads the parameters that are evaluated: their running average where there is one.
  ///
  /// - Throws: `SafetensorsError`.
  public static func readParameters(_ path: String, table: ParameterTable) throws -> FlatVector {
    let vector = FlatVector(count: table.vectorCount)
    let file = try SafetensorsFile.read(path)
    let hasAverage = table.first.map { file.entry(named: averagePrefix + $0.name) != nil } ?? false
    try readParameters(file, prefix: hasAverage ? averagePrefix : "", table: table, into: vector)
    return vector
  }

  /// The epochs and steps of the state in `path`.
  ///
  /// - Throws: ``SafetensorsError``.
  static func position(of path: String) throws -> (epoch: Int, step: Int) {
    let file = try SafetensorsFile.read(path)
    return (try number("epoch", in: file), try number("step", in: file))
  }

  private static func number<Number: FixedWidthInteger>(_ key: String, in file: SafetensorsFile) throws -> Number {
    guard let text = file.metadata[key], let value = Number(text), value >= 0 else {
      throw SafetensorsError(
        .mismatch, "not a checkpoint of a run", path: file.path, expected: "\(key) in the metadata",
        got: file.metadata[key] ?? "none")
    }
    return value
  }

  /// Replaces the parameters of `table` in `vector` by those of a file.
  private static func readParameters(
    _ file: SafetensorsFile, prefix: String, table: some Sequence<ParameterTable.Entry>, over vector: any DeviceVector
  ) throws {
    let host = vector.hostCopy()
    try readParameters(file, prefix: prefix, table: table, into: host)
    vector.write(host)
  }

  private static func readParameters(
    _ file: SafetensorsFile, prefix: String, table: some Sequence<ParameterTable.Entry>, into vector: FlatVector
  ) throws {
    try vector.withUnsafeMutableBuffer { all in
      for entry in table {
        try file.copyFloats(
          named: prefix + entry.name, shape: entry.parameter.dimensions,
          to: UnsafeMutableBufferPointer(rebasing: all[entry.range]))
      }
    }
  }
}
