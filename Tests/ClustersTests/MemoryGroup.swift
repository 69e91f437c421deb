import Foundation

/// A control group of Linux with a limit of memory, of this machine.
final class MemoryGroup {
  private let path: String

  private static let (root, limit) =
    FileManager.default.fileExists(atPath: "/sys/fs/cgroup/memory/memory.limit_in_bytes")
    ? ("/sys/fs/cgroup/memory", "memory.limit_in_bytes") : ("/sys/fs/cgroup", "memory.max")

  /// Why tests with a limit of memory are skipped; nil where they can run.
  static let missing: String? = {
    if let missing = MPIJob.missing { return missing }
    return (try? MemoryGroup(bytes: 1 << 30)) == nil ? "no control group with a limit can be made here" : nil
  }()

  /// Makes a group.
  init(bytes: Int) throws {
    path = "\(Self.root)/hourglass-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(path)/\(Self.limit)"))
    try file.write(contentsOf: Data("\(bytes)".utf8))
    try file.close()
  }

  deinit { rmdir(path) }

  /// What stands before a command that runs in the group.
  var launcher: [String] { ["sh", "-c", "echo $$ >\(path)/cgroup.procs && exec \"$@\"", "sh"] }
}
