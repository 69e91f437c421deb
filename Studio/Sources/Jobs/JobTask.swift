/// The kind of a job.
public enum JobKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// Trains a run.
  case train
  /// Imports images into a data set.
  case dataImport = "import"
  /// Downloads a data set.
  case download
  /// Measures runs.
  case measure
}

/// What a job does: one call of the program `hourglass`.
///
/// As JSON, one object: its `kind` beside `run`, `arguments` and `output`, `dataset`, or `arguments` alone.
public enum JobTask: Hashable, Sendable {
  /// Trains the run called `run` with the settings of the job's `run.yaml`: `hourglass train`.
  case train(run: String)
  /// Imports images into the folder `output`: `hourglass data import` with `arguments`, which name the source.
  case dataImport(arguments: [String], output: String)
  /// Downloads the data set called `dataset`: `hourglass data get`.
  case download(dataset: String)
  /// Measures runs: `hourglass` with `arguments`, whose first is a command that takes `--threads` and writes or prints what
  /// it measures. Such a process reports no events.
  case measure(arguments: [String])

  /// The kind.
  public var kind: JobKind {
    switch self {
    case .train: .train
    case .dataImport: .dataImport
    case .download: .download
    case .measure: .measure
    }
  }

  /// The name of the run that is trained; nil for other tasks.
  public var run: String? {
    if case .train(let run) = self { run } else { nil }
  }
}

extension JobTask: Codable {
  private enum Key: String, CodingKey { case kind, run, arguments, output, dataset }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self =
      switch try container.decode(JobKind.self, forKey: .kind) {
      case .train: .train(run: try container.decode(String.self, forKey: .run))
      case .dataImport:
        .dataImport(
          arguments: try container.decode([String].self, forKey: .arguments),
          output: try container.decode(String.self, forKey: .output))
      case .download: .download(dataset: try container.decode(String.self, forKey: .dataset))
      case .measure: .measure(arguments: try container.decode([String].self, forKey: .arguments))
      }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .train(let run): try container.encode(run, forKey: .run)
    case .dataImport(let arguments, let output):
      try container.encode(arguments, forKey: .arguments)
      try container.encode(output, forKey: .output)
    case .download(let dataset): try container.encode(dataset, forKey: .dataset)
    case .measure(let arguments): try container.encode(arguments, forKey: .arguments)
    }
  }
}
