import Foundation

/// The settings of a ``JobQueue``.
public struct JobQueueSettings: Sendable {
  /// The program `hourglass`, an absolute path.
  public var program: String
  /// Slots, one a CPU thread, that trainings share.
  public var slots = ProcessInfo.processInfo.activeProcessorCount
  /// The threads of a training that names none, which its processes share; nil for all slots.
  public var trainingThreads: Int?
  /// The threads of a training on a device that names none: the host sends it images, and keeps its files.
  public var deviceThreads = 1
  /// The maximum number of imports, downloads and measurements at the same time; they take no slots of trainings.
  public var dataJobs = 2
  /// How long smaller jobs may overtake one that does not fit into the free slots, which are then kept for it.
  public var patience = Duration.seconds(600)
  /// A job without an event for this time is stalled; measurements report none.
  public var stallTime = Duration.seconds(300)
  /// How long an aborted process may save before it is killed.
  public var killTime = Duration.seconds(10)
  /// The time between two looks at files and processes.
  public var interval = Duration.milliseconds(250)
  /// The maximum size of a job's log in bytes; the older half of a longer one is dropped.
  public var logLimit = 4 << 20
  /// Lines of the log that a failed job shows.
  public var lastLines = 20
  /// How much processes give way to others, 0 to 19.
  public var niceness: Int32 = 5
  /// The environment; processes get only what they need of it.
  public var environment = ProcessInfo.processInfo.environment

  /// The defaults.
  ///
  /// - Parameter program: The program `hourglass`, an absolute path.
  public init(program: String) { self.program = program }

  /// The variables that processes get: where programs, data, plugins, MPI and certificates are, the devices that may be seen,
  /// the language, the proxy of downloads.
  static let passedVariables: Set<String> = [
    "PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TZ", "XDG_CACHE_HOME",
    "XDG_DATA_HOME", "XDG_STATE_HOME", "HOURGLASS_DATA", "HOURGLASS_ISA", "HOURGLASS_DEVICES",
    "PJRT_NAMES_AND_LIBRARY_PATHS", "VIRTUAL_ENV", "CONDA_PREFIX", "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER",
    "ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ZE_AFFINITY_MASK", "LD_LIBRARY_PATH", "SSL_CERT_FILE",
    "SSL_CERT_DIR", "http_proxy", "https_proxy", "HTTPS_PROXY",
    "HTTP_PROXY", "no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "HOURGLASS_MPI_LIBRARY", "HOURGLASS_MPI_TIME_LIMIT",
    "OPAL_PREFIX",
  ]

  /// The environment of processes.
  ///
  /// Settings of Open MPI are passed; a launcher's variables are not, so that no process believes to be a rank.
  var childEnvironment: [String: String] {
    environment.filter { Self.passedVariables.contains($0.key) || $0.key.hasPrefix("OMPI_MCA_") }
  }
}
