import Foundation
import Hourglass
import Jobs
import Web

/// In how many processes a run was trained last, as its record says.
struct RunProcesses: Hashable, Sendable {
  /// The number of processes.
  let count: Int
  /// CPU threads of each; nil on devices.
  let threads: Int?
  /// The starts with another number of processes: `after epoch 3: 1 of 2 threads, then 2 of 1 thread`.
  let changes: [String]

  /// Reads the record of `file`; nil where it says nothing, as in runs of earlier versions.
  init?(_ file: RunFile) {
    guard let text = file.record["processes"], let count = Self.count(text) else { return nil }
    self.count = count
    // `2 of 1 thread`
    let words = text.split(separator: " ")
    threads = words.count > 3 && words[3].hasPrefix("thread") ? Int(words[2]) : nil
    changes = file.history.compactMap { entry in
      guard let change = entry.processes else { return nil }
      // Other threads alone are no other processes.
      let counts = change.components(separatedBy: ", then ").compactMap(Self.count)
      guard counts.contains(where: { $0 > 1 }) else { return nil }
      return "after epoch \(Figures.count(entry.epoch)): \(change)"
    }
  }

  private static func count(_ text: String) -> Int? { Int(text.prefix { $0 != " " }) }

  /// The processes in words: `4 processes of 2 threads`.
  static func words(_ count: Int, threads: Int?) -> String {
    let of = threads.map { " of \(Figures.count($0, "thread"))" } ?? ""
    return Figures.count(count, "process", plural: "processes") + of
  }
}

extension StudioServer {
  /// In how many processes a run or a job that is resumed is trained.
  static let resumeProcesses = Parameter.integer(
    "processes", "The number of processes from now on; 0 for as many as before", 0...1024, default: 0)

  /// The menu that resumes in another number of processes; nil where there is no choice.
  ///
  /// - Parameters:
  ///   - count: The number of processes so far.
  ///   - url: The run or the job, below the server's root.
  func resumeChoices(_ count: Int, url: String) -> [String: Any]? {
    let slots = queue.settings.slots
    let isUsable = MachineDocument.MPI(queue.mpi).isUsable
    let all = (0...10).map { 1 << $0 } + [slots]
    let counts = Set(isUsable ? all.filter { $0 <= slots } : [1]).subtracting([count]).sorted()
    guard !counts.isEmpty else { return nil }
    return [
      "url": url,
      "choices": counts.map {
        ["count": $0, "words": Figures.count($0, "process", plural: "processes")] as [String: Any]
      },
    ]
  }
}
