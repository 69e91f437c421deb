/// The folder of a job, which holds all there is to know of the job.
public struct JobFolder: Hashable, Sendable {
  /// The folder.
  public let path: String

  /// The state of the job: a ``Job`` as JSON.
  public var job: String { "\(path)/job.json" }
  /// What `job.json` is renamed to when it cannot be read.
  public var damagedJob: String { "\(path)/job.damaged.json" }
  /// The settings of a training.
  public var runFile: String { "\(path)/run.yaml" }
  /// What the processes of the job printed, on both streams.
  public var output: String { "\(path)/output.log" }
  /// The events of an import or a download; those of a training are in the folder of the run.
  public var events: String { "\(path)/events.jsonl" }
}
