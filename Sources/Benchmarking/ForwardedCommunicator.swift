package import Clusters

/// The processes of another communicator, with a choice of when gradients are exchanged.
package class ForwardedCommunicator: Communicator, @unchecked Sendable {
  package let processes: any Communicator
  package let overlapsExchanges: Bool

  /// Forwards calls to `processes`.
  ///
  /// - Parameter overlapsExchanges: Whether plans start exchanges of gradients while they compute further ones.
  package init(_ processes: any Communicator, overlapsExchanges: Bool) {
    (self.processes, self.overlapsExchanges) = (processes, overlapsExchanges)
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
  package func sum(_ terms: UnsafeBufferPointer<Double>, into sums: UnsafeMutablePointer<Float>) {
    processes.sum(terms, into: sums)
  }
  package func startSum(
    _ terms: UnsafeBufferPointer<Double>, into sums: UnsafeMutablePointer<Float>
  ) -> any PendingExchange {
    processes.startSum(terms, into: sums)
  }
  package func gather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int]) {
    processes.gather(values, counts: counts)
  }
  package func startGather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int]) -> any PendingExchange {
    processes.startGather(values, counts: counts)
  }
  package func startGather(
    _ own: UnsafeBufferPointer<Float>, counts: [Int], into all: UnsafeMutablePointer<Float>
  ) -> any PendingExchange {
    processes.startGather(own, counts: counts, into: all)
  }
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
