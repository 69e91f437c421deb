package import Clusters

/// The processes of another communicator, with a choice of when gradients are summed.
package class ForwardedCommunicator: Communicator, @unchecked Sendable {
  package let processes: any Communicator
  package let overlapsSums: Bool

  /// Forwards calls to `processes`.
  ///
  /// - Parameter overlapsSums: Whether plans start sums of gradients while they compute further ones.
  package init(_ processes: any Communicator, overlapsSums: Bool) {
    (self.processes, self.overlapsSums) = (processes, overlapsSums)
  }

  package var rank: Int { processes.rank }
  package var size: Int { processes.size }
  package var localRank: Int { processes.localRank }
  package var localSize: Int { processes.localSize }
  package var host: String { processes.host }
  package var times: CommunicationTimes { processes.times }
  package func sum(_ values: UnsafeMutableBufferPointer<Float>) { processes.sum(values) }
  package func sum(_ values: UnsafeMutableBufferPointer<Double>) { processes.sum(values) }
  package func maximum(_ values: UnsafeMutableBufferPointer<Float>) { processes.maximum(values) }
  package func startSum(_ values: UnsafeMutableBufferPointer<Float>) -> any PendingSum { processes.startSum(values) }
  package func shareMemory(byteCount: Int) -> SharedMemory? { processes.shareMemory(byteCount: byteCount) }
  package func gather(_ bytes: UnsafeRawBufferPointer, byteCounts: [Int], into all: UnsafeMutableRawBufferPointer) {
    processes.gather(bytes, byteCounts: byteCounts, into: all)
  }
  package func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) {
    processes.broadcast(bytes, from: root)
  }
  package func barrier() { processes.barrier() }
  package func atOwnPace<Value>(_ work: () throws -> Value) throws -> Value { try processes.atOwnPace(work) }
  package func abort(_ error: any Error, code: Int32) -> Never { processes.abort(error, code: code) }
}
