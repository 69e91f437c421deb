/// Which runs a list shows, in which order.
public struct RunQuery: Codable, Hashable, Sendable {
  /// Words that each occur in the name, model, data set, optimiser, tags or note, in any letter case.
  public var words = ""
  /// A tag; nil for any.
  public var tag: String?
  /// A model's title; nil for any.
  public var model: String?
  /// A data set as the run files have it; nil for any.
  public var dataset: String?
  /// A group; nil for any.
  public var group: String?
  /// The states; empty for any.
  public var states: Set<RunState> = []
  /// Whether the runs are archived; nil for either.
  public var isArchived: Bool? = false
  /// The order.
  public var sort = RunSort(.modified, isDescending: true)
  /// The number of runs to leave out at the start.
  public var offset = 0
  /// The maximum number of runs; nil for all.
  public var limit: Int?
  /// The settings that rows hold, by their paths in the run file.
  public var settings: [String] = []

  /// All runs that are not archived, changed last first.
  public init() {}
}

/// An order of runs: `modified`, `-best.psnr`, `settings.optimizer.learning_rate`; a minus is descending.
///
/// Runs without the value come last in either direction; equal ones are sorted by name.
public struct RunSort: Hashable, Sendable, LosslessStringConvertible {
  /// What runs are sorted by.
  public enum Key: Hashable, Sendable {
    case name, group, state, model, dataset, created, modified, epochs, progress, codeSize, parameters, seconds
    case imagesPerSecond, learningRate, bytes
    /// The metric of the last epoch.
    case last(RunMetric)
    /// The best value of a metric.
    case best(RunMetric)
    /// A setting by its path in the run file; numbers are sorted by value, before texts.
    case setting(String)
  }
  /// What runs are sorted by.
  public var key: Key
  /// Whether the greatest value comes first.
  public var isDescending: Bool

  /// Sorts by `key`.
  public init(_ key: Key, isDescending: Bool = false) { (self.key, self.isDescending) = (key, isDescending) }

  /// Reads a text such as `-best.mse01`; nil for one that names nothing.
  public init?(_ text: String) {
    isDescending = text.hasPrefix("-")
    let name = isDescending ? String(text.dropFirst()) : text
    if let key = Self.plain[name] {
      self.key = key
    } else if name.hasPrefix("last."), let metric = RunMetric(rawValue: String(name.dropFirst(5))) {
      key = .last(metric)
    } else if name.hasPrefix("best."), let metric = RunMetric(rawValue: String(name.dropFirst(5))) {
      key = .best(metric)
    } else if name.hasPrefix("settings."), name.count > 9 {
      key = .setting(String(name.dropFirst(9)))
    } else {
      return nil
    }
  }

  public var description: String {
    let name =
      switch key {
      case .last(let metric): "last.\(metric.rawValue)"
      case .best(let metric): "best.\(metric.rawValue)"
      case .setting(let name): "settings.\(name)"
      default: Self.plain.first { $0.value == key }?.key ?? ""
      }
    return (isDescending ? "-" : "") + name
  }

  /// The keys without a parameter; their names are those of the columns of the index.
  private static let plain: [String: Key] = [
    "name": .name, "group": .group, "state": .state, "model": .model, "dataset": .dataset, "created": .created,
    "modified": .modified, "epochs": .epochs, "progress": .progress, "code_size": .codeSize, "parameters": .parameters,
    "seconds": .seconds, "images_per_second": .imagesPerSecond, "learning_rate": .learningRate, "bytes": .bytes,
  ]
}

extension RunSort: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let sort = RunSort(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an order of runs")
    }
    self = sort
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A part of a list of runs.
public struct RunPage: Codable, Hashable, Sendable {
  /// The runs.
  public var rows: [RunRow]
  /// The number of runs on all pages.
  public var total: Int
  /// The number of runs before these.
  public var offset: Int
}

/// What a list of runs can be filtered by, with the number of runs that are not archived.
public struct RunFacets: Codable, Hashable, Sendable {
  /// A value and its number of runs.
  public struct Value: Codable, Hashable, Sendable {
    /// The value.
    public var value: String
    /// The number of runs with it.
    public var runs: Int
  }
  /// The tags.
  public var tags: [Value] = []
  /// The models' titles.
  public var models: [Value] = []
  /// The data sets, as the run files have them.
  public var datasets: [Value] = []
  /// The groups.
  public var groups: [Value] = []
  /// The states.
  public var states: [Value] = []
  /// The settings of run files, with the number of runs that have each.
  public var settings: [Value] = []
  /// The number of archived runs.
  public var archived = 0
}
