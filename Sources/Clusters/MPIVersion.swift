/// The MPI library of this machine, and the file that calls it.
public struct MPIVersion: Hashable, Sendable, CustomStringConvertible {
  /// The name and version of MPI: `Open MPI v4.1.4`.
  public let name: String
  /// The path of `libhourglass-mpi.so`.
  public let path: String

  /// Name and path: `Open MPI v4.1.4, /path`.
  public var description: String { "\(name), \(path)" }
}
