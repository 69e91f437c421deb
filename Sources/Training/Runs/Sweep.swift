import Diagnostics
import Randomness
import Settings
import Tensors
import Yams

/// A run file whose fields may hold lists: one run for each combination of their values.
///
///     model: {name: AE, code_size: [16, 32, 64]}
///     training: {seed: [0, 1, 2]}
///
/// Sections `model`, `data`, `optimizer`, `schedule` and `training` may be swept; the last list varies fastest.
public struct Sweep: Sendable {
  /// One run of the grid.
  public struct Point: Sendable {
    /// The settings of the run.
    public var settings: RunSettings
    /// The swept fields with their values: `code_size=16`.
    public var values: [String]
    /// The text of the run file with the values of this run instead of the lists.
    public var runFile: String
  }

  /// The runs, in order.
  public private(set) var points: [Point]
  /// Whether any field holds a list.
  public var isSweep: Bool { points.count > 1 || points.contains { !$0.values.isEmpty } }

  private static let sweptSections = ["model", "data", "optimizer", "schedule", "training"]
  /// The maximum number of runs of a file; more are likely a mistake.
  public static let maxPoints = 10_000

  /// Reads the file at `path`.
  /// - Throws: ``RunFileError``, naming the field; a mistake in any of the runs is found now.
  public init(path: String) throws {
    try self.init(root: RunFile.root(path: path), path: path, maxPoints: Self.maxPoints)
  }

  /// Reads `text`.
  ///
  /// - Parameters:
  ///   - text: The text of a run file.
  ///   - path: Where it came from, for errors.
  ///   - maxPoints: The maximum number of runs.
  /// - Throws: ``RunFileError``, naming the field; a mistake in any of the runs is found now.
  public init(yaml text: String, path: String, maxPoints: Int = Sweep.maxPoints) throws {
    try self.init(root: RunFile.root(yaml: text, path: path), path: path, maxPoints: maxPoints)
  }

  private init(root: Node.Mapping, path: String, maxPoints: Int) throws {
    var axes: [(section: String, field: String, values: [Node])] = []
    for section in Self.sweptSections {
      for (key, node) in root[section]?.mapping ?? [:] {
        guard let field = key.string, let values = node.sequence.map(Array.init), !values.isEmpty,
          values.allSatisfy({ $0.scalar != nil }),
          !(section == "schedule" && field == "values")
        else { continue }
        axes.append((section, field, values))
      }
    }
    let count = axes.reduce(1) { $0 > maxPoints ? $0 : $0 * $1.values.count }
    guard count <= maxPoints else {
      throw RunFileError(
        .badValue,
        Report(
          "the sweep has too many runs", place: path, expected: "at most \(maxPoints)", got: "\(count) or more"))
    }
    points = try (0..<count).map { index in
      var (rest, root, values) = (index, root, [String]())
      for axis in axes.reversed() {
        let value = axis.values[rest % axis.values.count]
        rest /= axis.values.count
        root[axis.section]?.mapping?[axis.field] = value
        values.insert("\(axis.field)=\(value.scalar?.string ?? "")", at: 0)
      }
      return Point(
        settings: try RunFile(root: root, path: path).settings, values: values,
        runFile: try Yams.serialize(node: .mapping(root)))
    }
  }

  /// Keeps `count` of the runs, drawn from `seed`, in their order.
  public mutating func sample(_ count: Int, seed: UInt64) {
    let drawn = Philox(seed: seed, purpose: .sweeping).permutation(points.count).prefix(count).sorted()
    points = drawn.map { points[Int($0)] }
  }

  /// The settings of every run, overridden by `flags`; a given name gains the swept values.
  public func settings(overriddenBy flags: RunSettings) -> [RunSettings] {
    points.map { point in
      var settings = point.settings.overridden(by: flags)
      if let name = settings.name, !point.values.isEmpty {
        settings.name = ([name] + point.values).joined(separator: "_")
      }
      settings.nameSuffix = point.values
      return settings
    }
  }
}
