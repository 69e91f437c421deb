import Clusters
import ImageData
import Tensors

/// The batches of a step: all of each, or the share of this process.
struct StepBatches {
  /// The images of this process.
  let batches: [ImageBatch]
  /// The share that they are of each batch; nil where they are all of it.
  let shares: [BatchShare?]
  /// Whether a process asks to stop.
  let isStopRequested: Bool

  /// Takes `batches`, of which other processes have other shares.
  ///
  /// - Parameters:
  ///   - batches: The images of this process.
  ///   - isStopRequested: Whether this process asks to stop.
  ///   - communicator: The processes, which take the batches of the same step.
  init(_ batches: [ImageBatch], isStopRequested: Bool, _ communicator: any Communicator) {
    self.batches = batches
    guard communicator.size > 1 else {
      (shares, self.isStopRequested) = (batches.map { _ in nil }, isStopRequested)
      return
    }
    // Unreadable images are missing, so that counts are known only now.
    let own = [isStopRequested ? 1 : 0] + batches.map { Int32($0.count) }
    var all = [Int32](repeating: 0, count: own.count * communicator.size)
    own.withUnsafeBytes { own in
      all.withUnsafeMutableBytes { all in
        communicator.gather(own, byteCounts: Array(repeating: own.count, count: communicator.size), into: all)
      }
    }
    func values(_ place: Int) -> [Int] {
      stride(from: place, to: all.count, by: own.count).map { Int(all[$0]) }
    }
    shares = batches.indices.map { BatchShare(counts: values($0 + 1), rank: communicator.rank) }
    self.isStopRequested = values(0).contains(1)
  }

  /// The images of all processes.
  var imageCount: Int { batches.indices.reduce(0) { $0 + imageCount(ofBatch: $1) } }

  /// The images of all processes in a batch of the step.
  func imageCount(ofBatch index: Int) -> Int { shares[index]?.total ?? batches[index].count }
}
