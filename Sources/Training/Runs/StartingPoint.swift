import Autoencoders
import Diagnostics
import Safetensors
import Tensors

/// Another run whose parameters a run starts with.
public struct StartingPoint: Hashable, Sendable {
  /// A run's name or folder, or the path of a checkpoint.
  public var source: String
  /// Layers and parameters that are not copied, as prefixes of parameter names.
  public var excluded: [String]

  /// Creates a starting point; the parameters are its properties.
  public init(source: String, excluded: [String] = []) { (self.source, self.excluded) = (source, excluded) }

  /// Copies the parameters of `source` that are not excluded to `parameters`.
  ///
  /// - Throws: as ``check(_:runs:)`` does.
  func load(into parameters: FlatVector, table: ParameterTable, runs: String) throws {
    let (file, taken) = try check(table, runs: runs)
    try parameters.withUnsafeMutableBuffer { all in
      for entry in taken {
        try file.copyFloats(
          named: entry.name, shape: entry.parameter.dimensions,
          to: UnsafeMutableBufferPointer(rebasing: all[entry.range]))
      }
    }
  }

  /// The checkpoint's file, and the parameters to copy from it.
  ///
  /// - Throws: ``RunError`` for an unknown run, or one that lists all missing parameters and those of other shapes.
  @discardableResult
  func check(_ table: ParameterTable, runs: String) throws -> (SafetensorsFile, [ParameterTable.Entry]) {
    try ParameterScope.check(excluded, table: table, place: "exclude")
    let path = try checkpoint(runs: runs)
    let file = try SafetensorsFile.read(path)
    let taken = table.filter { !ParameterScope.contains(excluded, $0.name) }
    let differences = taken.compactMap { entry -> String? in
      guard let found = file.entry(named: entry.name) else {
        return "\(entry.name) \(entry.parameter.dimensions) is missing"
      }
      guard found.shape != entry.parameter.dimensions else { return nil }
      return "\(entry.name) is \(found.shape), not \(entry.parameter.dimensions)"
    }
    guard differences.isEmpty, !taken.isEmpty else {
      throw RunError(
        .otherSettings,
        Report(
          taken.isEmpty
            ? "all parameters of the other run are excluded"
            : "the other run's parameters do not fit: \(differences.joined(separator: "; "))", place: path,
          cure: "name the layers that differ with --exclude, or start from a run of the same model"))
    }
    return (file, taken)
  }

  private func checkpoint(runs: String) throws -> String {
    if source.hasSuffix(".safetensors") { return source }
    let directory = try RunDirectory.find(source, runs: runs)
    return try directory.trainedCheckpoint()
  }
}

extension ParameterScope {
  /// Rejects a prefix that no parameter has.
  static func check(_ prefixes: [String], table: ParameterTable, place: String) throws(RunError) {
    for prefix in prefixes where !table.contains(where: { contains([prefix], $0.name) }) {
      throw RunError(
        .badName,
        Report(
          "no parameter has this prefix", place: place, got: prefix,
          cure: "the parameters are \(table.map(\.name).joined(separator: ", "))"))
    }
  }
}
