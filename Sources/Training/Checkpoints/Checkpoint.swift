import Diagnostics
import Foundation
import NeuralNetworks
public import Tensors

/// Training states as safetensors files.
///
/// The file holds every parameter under its path (`encoder.weight`), every moment of the optimiser under
/// `optimizer.<moment>.<path>`, and the position in the metadata. Nothing in it depends on the time or the machine, so
/// equal runs write equal bytes.
public enum Checkpoint {
  /// Writes `state` to `path`, whole or not at all.
  /// - Throws: `AtomicFileError`.
  public static func write(_ state: borrowing TrainingState, table: ParameterTable, to path: String) throws {
    var metadata = [
      "format": "hourglass-checkpoint-1",
      "epoch": "\(state.epoch)",
      "batch": "\(state.batch)",
      "step": "\(state.optimizer.step)",
      // Bit patterns, so that the next start adds on exactly.
      "loss_sum": "\(state.lossSum.bitPattern)",
      "loss_count": "\(state.lossCount)",
      "best_epoch": "\(state.bestEpoch)",
    ]
    if let best = state.bestLoss {
      metadata["best_loss"] = "\(best)"
      metadata["best_loss_bits"] = "\(best.bitPattern)"
    }
    let vectors = [("", state.parameters)] + state.optimizer.moments.map { ("optimizer.\($0.name).", $0.values) }
    let records = vectors.flatMap { prefix, vector in
      table.map { entry in
        vector.withUnsafeBuffer { all in
          // The vectors live as long as the state.
          SafetensorsRecord(
            prefix + entry.name, shape: entry.parameter.dimensions,
            .float32(UnsafeBufferPointer(rebasing: all[entry.offset..<entry.offset + entry.parameter.count])))
        }
      }
    }
    try SafetensorsWriter.write(records, metadata: metadata, to: path)
  }

  /// Reads `path` into `state`, which was made for the same model and optimiser.
  /// - Throws: ``SafetensorsError`` for a damaged file or one of another model.
  public static func read(_ path: String, table: ParameterTable, into state: inout TrainingState) throws {
    let file = try SafetensorsFile.read(path)
    // Without its checksum the file is not as it was written, so the run would not go on exactly.
    guard file.isChecked else {
      throw SafetensorsError(
        .mismatch, "not a checkpoint as a run writes it", path: path, expected: "a checksum in the metadata",
        got: "none", cure: SafetensorsError.useAnother)
    }
    func count(_ key: String) throws -> Int { try Self.number(key, in: file) }
    func bits(_ key: String) throws -> Double { Double(bitPattern: try Self.number(key, in: file)) }
    try readParameters(file, prefix: "", table: table, into: state.parameters)
    for (name, values) in state.optimizer.moments {
      try readParameters(file, prefix: "optimizer.\(name).", table: table, into: values)
    }
    state.epoch = try count("epoch")
    state.batch = try count("batch")
    state.optimizer.step = try count("step")
    state.lossSum = try bits("loss_sum")
    state.lossCount = try count("loss_count")
    state.bestEpoch = try count("best_epoch")
    state.bestLoss = try file.metadata["best_loss_bits"].map { _ in try bits("best_loss_bits") }
  }

  /// Reads the parameters alone, for evaluation.
  /// - Throws: ``SafetensorsError``.
  public static func readParameters(_ path: String, table: ParameterTable) throws -> FlatVector {
    let vector = FlatVector(count: table.vectorCount)
    try readParameters(SafetensorsFile.read(path), prefix: "", table: table, into: vector)
    return vector
  }

  /// The epochs and steps that the state in `path` has seen.
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

  private static func readParameters(
    _ file: SafetensorsFile, prefix: String, table: ParameterTable, into vector: FlatVector
  ) throws {
    try vector.withUnsafeMutableBuffer { all in
      for entry in table {
        let range = entry.offset..<entry.offset + entry.parameter.count
        try file.copyFloats(
          named: prefix + entry.name, shape: entry.parameter.dimensions,
          to: UnsafeMutableBufferPointer(rebasing: all[range]))
      }
    }
  }
}
