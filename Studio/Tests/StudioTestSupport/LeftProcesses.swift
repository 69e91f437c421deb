import Foundation

/// The processes that a test may leave, found by the folder of the test that they work in.
package enum LeftProcesses {
  /// The ids of the processes that have an argument in `folder`, without this process.
  package static func working(in folder: String) -> [Int32] {
    arguments().filter { number, words in
      number != getpid() && words.contains { $0 == folder || $0.hasPrefix("\(folder)/") }
    }.map(\.number)
  }

  /// Kills the processes that work in `folder`, by their ids, and waits at most ten seconds for their end.
  package static func end(in folder: String) {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
      let left = working(in: folder)
      guard !left.isEmpty else { return }
      for number in left { kill(number, SIGKILL) }
      usleep(5000)
    }
  }

  #if canImport(Darwin)
    /// The ids and arguments of the processes of this machine.
    private static func arguments() -> [(number: Int32, words: [String])] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/ps")
      process.arguments = ["-A", "-ww", "-o", "pid=,command="]
      let pipe = Pipe()
      process.standardOutput = pipe
      guard (try? process.run()) != nil else { return [] }
      let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ").map(String.init)
        return words.first.flatMap { Int32($0) }.map { ($0, Array(words.dropFirst())) }
      }
    }
  #else
    /// The ids and arguments of the processes of this machine; a process that has ended has no arguments.
    private static func arguments() -> [(number: Int32, words: [String])] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
      return names.compactMap { name in
        guard let number = Int32(name), let bytes = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
          return nil
        }
        return (number, bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
      }
    }
  #endif
}
