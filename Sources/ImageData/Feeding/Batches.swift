public import Clusters
internal import Diagnostics
import Randomness

/// The batches of one epoch: slices of image indices; the last may be shorter.
///
/// A resumed epoch continues with `batches.dropFirst(n)`. Iterating allocates nothing per batch.
public struct Batches: RandomAccessCollection, Sendable {
  /// The image indices of the whole epoch, in order.
  public let order: [Int32]
  /// The maximum number of images per batch.
  public let batchSize: Int
  /// The number of passes over the images.
  public let passes: Int
  /// The process that takes its share of each batch, and the number of processes.
  private var (rank, size) = (0, 1)

  public var startIndex: Int { 0 }
  public var endIndex: Int { (order.count + batchSize - 1) / batchSize }

  /// The batches of a training epoch, in a random order determined by `seed` and `epoch`.
  ///
  /// - Parameters:
  ///   - subset: the images.
  ///   - batchSize: the maximum number of images per batch.
  ///   - seed: determines the order.
  ///   - epoch: the epoch, from 0.
  public init(shuffling subset: ImageSubset, batchSize: Int, seed: UInt64, epoch: Int) {
    let permutation = Philox(seed: seed, purpose: .shuffling, step: epoch).permutation(subset.count)
    self.init(order: permutation.map { subset.indices[Int($0)] }, batchSize: batchSize)
  }

  /// The batches of an evaluation, in the subset's natural order.
  ///
  /// - Parameters:
  ///   - subset: the images.
  ///   - batchSize: the maximum number of images per batch.
  public init(inOrder subset: ImageSubset, batchSize: Int) {
    self.init(order: subset.indices, batchSize: batchSize)
  }

  /// The batches of `passes` passes over images in the order `pass`.
  init(order pass: [Int32], passes: Int = 1, batchSize: Int) {
    require(batchSize > 0, "expected a batch size of at least 1, got \(batchSize)")
    require(passes > 0, "expected at least 1 pass, got \(passes)")
    order = passes == 1 ? pass : Array(repeatElement(pass, count: passes).joined())
    self.batchSize = batchSize
    self.passes = passes
  }

  /// The pass, from 0, of the `position` in ``order``.
  func pass(of position: Int) -> Int { passes == 1 ? 0 : position / (order.count / passes) }

  /// The image indices of one batch.
  public subscript(position: Int) -> ArraySlice<Int32> {
    let start = position * batchSize
    let count = Swift.min(batchSize, order.count - start)
    let share = share(of: count, rank: rank, size: size)
    return order[start + share.lowerBound..<start + share.upperBound]
  }

  /// The part of each batch that this process of `communicator` takes, which may be empty.
  public func shared(by communicator: any Communicator) -> Batches {
    var batches = self
    (batches.rank, batches.size) = (communicator.rank, communicator.size)
    return batches
  }
}
