import Hourglass

/// What a run takes of the queue: what stands beside a run file, as `mpirun -n` and `--threads` do.
struct QueueSettings: Configurable, Sendable {
  /// The processes that share the batches.
  var processes = 1
  /// CPU threads of each process; nil for the default of the queue.
  var threads: Int?

  static let settingsOwner = "the queue"
  static let heading = "Queue"
  static let settings: [Setting<Self>] = [
    .integer(
      "processes", \.processes, in: 1...1024,
      help: "The processes that train the run together, by MPI; each takes its share of every batch, whose size stays.",
      group: heading),
    Setting.integer(
      "threads", \.threads, in: 1...1024,
      help: "CPU threads of each process; runs with few may work at the same time. On a device one is enough.",
      group: heading
    ).defaulting(to: "all slots, divided by the processes"),
  ]
}
