internal import Foundation

/// The memory that the system gives this process before it ends it, or another one.
package struct AvailableMemory: Hashable, Sendable {
  /// The bytes.
  package let bytes: Int
  /// What limits them: `the memory limit of the control group /slurm/job_7`.
  package let limit: String

  /// Looks at the free memory of the system, and at the limits of the control groups that hold this process, such as those
  /// of a container or of a job; nil where the system says neither.
  ///
  /// - Parameter root: The folder with `proc` and `sys`.
  package static func now(root: String = "") -> AvailableMemory? {
    ([system(root)] + ControlGroups(root: root).all).compactMap(\.self).min { $0.bytes < $1.bytes }
  }

  private static func system(_ root: String) -> AvailableMemory? {
    number("MemAvailable:", in: lines("\(root)/proc/meminfo")).map {
      AvailableMemory(bytes: $0 << 10, limit: "the free memory of the system")
    }
  }

  /// The number after `name` in the line that starts with it.
  fileprivate static func number(_ name: String, in lines: [Substring]) -> Int? {
    for line in lines {
      let words = line.split(separator: " ")
      if words.count > 1, words[0] == name { return Int(words[1]) }
    }
    return nil
  }

  fileprivate static func lines(_ path: String) -> [Substring] {
    (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n") ?? []
  }
}

/// The control groups of Linux that hold this process, of version 1 or 2.
private struct ControlGroups {
  let root: String

  /// What each group with a limit leaves, outer groups included.
  var all: [AvailableMemory?] {
    let own = AvailableMemory.lines("\(root)/proc/self/cgroup").map {
      $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    }
    return AvailableMemory.lines("\(root)/proc/self/mountinfo").flatMap { line -> [AvailableMemory?] in
      let words = line.split(separator: " ")
      guard let middle = words.firstIndex(of: "-"), middle > 4, words.count > middle + 3 else { return [] }
      let (kind, options) = (words[middle + 1], words[middle + 3].split(separator: ","))
      let isSecond = kind == "cgroup2"
      guard isSecond || kind == "cgroup" && options.contains("memory") else { return [] }
      let path = own.first { line in
        line.count == 3 && (isSecond ? line[1].isEmpty : line[1].split(separator: ",").contains("memory"))
      }?[2]
      return path.map { groups(String($0), from: String(words[3]), at: String(words[4]), isSecond) } ?? []
    }
  }

  /// What the group `path` and those around it leave, of a hierarchy whose group `top` is mounted at `place`.
  private func groups(_ path: String, from top: String, at place: String, _ isSecond: Bool) -> [AvailableMemory?] {
    // A container may see its own group alone, at the place of all.
    var rest = path.hasPrefix(top) ? path.dropFirst(top == "/" ? 0 : top.count) : ""
    if rest.contains("..") { rest = "" }
    var found: [AvailableMemory?] = []
    while true {
      while rest.hasSuffix("/") { rest.removeLast() }
      let group = "\(place)\(rest)"
      found.append(isSecond ? second(group) : first(group))
      guard let end = rest.lastIndex(of: "/") else { return found }
      rest = rest[..<end]
    }
  }

  private func second(_ group: String) -> AvailableMemory? {
    rest(group, limit: "memory.max", used: "memory.current", reclaimable: "inactive_file")
  }

  private func first(_ group: String) -> AvailableMemory? {
    rest(group, limit: "memory.limit_in_bytes", used: "memory.usage_in_bytes", reclaimable: "total_inactive_file")
  }

  /// What a group leaves: its limit without what it uses, but for files' pages that the system can drop.
  private func rest(_ group: String, limit: String, used: String, reclaimable: String) -> AvailableMemory? {
    func number(_ file: String) -> Int? {
      AvailableMemory.lines("\(root)\(group)/\(file)").first.flatMap { Int($0) }
    }
    guard let limit = number(limit), let used = number(used) else { return nil }
    let dropped = AvailableMemory.number(reclaimable, in: AvailableMemory.lines("\(root)\(group)/memory.stat")) ?? 0
    return AvailableMemory(
      bytes: max(0, limit - max(0, used - dropped)), limit: "the memory limit of the control group \(group)")
  }
}
