internal import Diagnostics

extension Communicator {
  /// Why the processes cannot be one run, where one runs another program than rank 0; nil where none does.
  ///
  /// Every rank makes the same call, and has the same answer. It is the first exchange of a run, in every version.
  func otherProgram(than program: String) -> ClusterError? {
    func texts(_ own: String) -> [String] {
      gather(bytes: Array(own.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }
    let (programs, hosts) = (texts(program), texts(host))
    guard let other = programs.firstIndex(where: { $0 != programs[0] }) else { return nil }
    return ClusterError(
      .otherProgram,
      Report(
        "a process runs another program than process 0", place: "process \(other) on \(hosts[other])",
        expected: programs[0], got: programs[other], cure: "start the same command and version in all processes"))
  }
}
