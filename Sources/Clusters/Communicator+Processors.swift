internal import CMPI
internal import Foundation

/// The processors that a process may use.
private struct ProcessorSet: Codable, Hashable {
  let host: String
  let processors: [Int]

  /// Those of this process, which its launcher may have bound.
  static func ofThisProcess(host: String) -> ProcessorSet {
    var numbers = [Int32](repeating: 0, count: 1024)
    let count = mpi_processors(&numbers, numbers.count)
    if count > 0 { return ProcessorSet(host: host, processors: numbers[..<count].map { Int($0) }) }
    return ProcessorSet(host: host, processors: Array(0..<ProcessInfo.processInfo.activeProcessorCount))
  }
}

extension Communicator {
  /// The processors for the threads of this process: those that it may use, divided among the processes of the host that
  /// may use the same; at least 1.
  ///
  /// Every rank makes the same call.
  public func processorsPerRank() -> Int {
    let own = ProcessorSet.ofThisProcess(host: host)
    let sharing = size == 1 ? 1 : gather(own).count { $0 == own }
    return max(1, own.processors.count / sharing)
  }

  /// Whether processes of a host take turns on its processors: together they have more threads than processors.
  ///
  /// Every rank makes the same call, and has the same answer.
  /// - Parameter threads: The threads of this process.
  public func sharesProcessors(threads: Int) -> Bool {
    guard size > 1 else { return false }
    let all = gather(ProcessorUse(set: .ofThisProcess(host: host), threads: threads))
    return Dictionary(grouping: all, by: \.set.host).values.contains { ranks in
      ranks.reduce(0) { $0 + $1.threads } > Set(ranks.flatMap(\.set.processors)).count
    }
  }
}

/// The processors that a process may use, and how many of them it can use at once.
private struct ProcessorUse: Codable {
  let set: ProcessorSet
  let threads: Int
}
