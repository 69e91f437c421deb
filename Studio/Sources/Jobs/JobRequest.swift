/// What a new job is to do.
public struct JobRequest: Hashable, Sendable {
  /// What the job does.
  public var task: JobTask
  /// The text of the run file of a training; nil for other tasks.
  public var runFile: String?
  /// The title.
  public var title: String
  /// The name of the group; nil for none.
  public var group: String?
  /// The job that must be done first, such as the one that makes the data set; nil for none.
  public var prerequisite: JobID?
  /// CPU threads that each process computes with; nil for the default of the queue.
  public var threads: Int?
  /// Where a training computes; nil for the processor.
  public var device: DeviceRequest?
  /// The processes that share the batches of a training.
  public var processes = 1

  private init(
    _ task: JobTask, runFile: String?, title: String, group: String?, prerequisite: JobID?, threads: Int?
  ) {
    (self.task, self.runFile, self.title) = (task, runFile, title)
    (self.group, self.prerequisite, self.threads) = (group, prerequisite, threads)
  }

  /// A training.
  ///
  /// - Parameters:
  ///   - run: The run's name below the folder of runs.
  ///   - runFile: The text of a run file; a name in it is overridden by `run`.
  ///   - title: The title; nil for the run's name.
  ///   - group: The name of the group, such as that of a sweep.
  ///   - prerequisite: The job that makes the data set.
  ///   - threads: CPU threads of each process, 1 to 1024; nil for ``JobQueueSettings/trainingThreads``, which processes
  ///     share, on a device for ``JobQueueSettings/deviceThreads``.
  ///   - device: Where it computes; nil for the processor.
  ///   - processes: The processes that share its batches, 1 to the number of slots.
  public static func train(
    run: String, runFile: String, title: String? = nil, group: String? = nil, prerequisite: JobID? = nil,
    threads: Int? = nil, device: DeviceRequest? = nil, processes: Int = 1
  ) -> JobRequest {
    var request = JobRequest(
      .train(run: run), runFile: runFile, title: title ?? run, group: group, prerequisite: prerequisite,
      threads: threads)
    (request.device, request.processes) = (device, processes)
    return request
  }

  /// An import of images.
  ///
  /// - Parameters:
  ///   - arguments: The arguments of `hourglass data import`, without `--output`, `--threads`, `--resume`, `--events`.
  ///   - output: The folder to write.
  ///   - title: The title.
  ///   - group: The name of the group.
  ///   - threads: CPU threads, 1 to 1024; nil for half of the queue's slots.
  public static func dataImport(
    arguments: [String], output: String, title: String, group: String? = nil, threads: Int? = nil
  ) -> JobRequest {
    JobRequest(
      .dataImport(arguments: arguments, output: output), runFile: nil, title: title, group: group, prerequisite: nil,
      threads: threads)
  }

  /// A download of a data set.
  ///
  /// - Parameters:
  ///   - dataset: A name that `hourglass data get` knows.
  ///   - title: The title; nil for the name.
  public static func download(_ dataset: String, title: String? = nil) -> JobRequest {
    JobRequest(
      .download(dataset: dataset), runFile: nil, title: title ?? dataset, group: nil, prerequisite: nil, threads: 1)
  }

  /// A measurement of runs.
  ///
  /// - Parameters:
  ///   - arguments: The arguments of the program, without `--threads`; the first is the command.
  ///   - title: The title.
  ///   - group: The name of the group.
  ///   - prerequisite: The job that must be done first, such as the training of the run.
  ///   - threads: CPU threads, 1 to 1024; nil for half of the queue's slots.
  public static func measure(
    arguments: [String], title: String, group: String? = nil, prerequisite: JobID? = nil, threads: Int? = nil
  ) -> JobRequest {
    JobRequest(
      .measure(arguments: arguments), runFile: nil, title: title, group: group, prerequisite: prerequisite,
      threads: threads)
  }
}
