internal import Diagnostics
import Randomness

/// The batches of one epoch: slices of image indices, the last one shorter where the count does not divide.
///
/// A resumed epoch goes on with `batches.dropFirst(n)`. Iterating allocates nothing per batch.
public struct Batches: RandomAccessCollection, Sendable {
  /// The image indices of the whole epoch in their order.
  public let order: [Int32]
  /// The most images per batch.
  public let batchSize: Int
  /// How many times the order goes over its images, one pass after the other.
  public let passes: Int

  public var startIndex: Int { 0 }
  public var endIndex: Int { (order.count + batchSize - 1) / batchSize }

  /// The batches of training epoch `epoch`: an order drawn from `seed` and `epoch` alone.
  public init(shuffling subset: ImageSubset, batchSize: Int, seed: UInt64, epoch: Int) {
    let permutation = Philox(seed: seed, purpose: .shuffling, step: epoch).permutation(subset.count)
    self.init(order: permutation.map { subset.indices[Int($0)] }, batchSize: batchSize)
  }

  /// The batches of an evaluation: the subset's natural order.
  public init(inOrder subset: ImageSubset, batchSize: Int) {
    self.init(order: subset.indices, batchSize: batchSize)
  }

  /// The batches of `passes` passes over images in the order `pass`.
  init(order pass: [Int32], passes: Int = 1, batchSize: Int) {
    require(batchSize > 0, "a batch needs at least one image, not \(batchSize)")
    require(passes > 0, "images are passed over at least once, not \(passes) times")
    order = passes == 1 ? pass : Array(repeatElement(pass, count: passes).joined())
    self.batchSize = batchSize
    self.passes = passes
  }

  /// The pass, from 0, that the place `position` of ``order`` belongs to.
  func pass(of position: Int) -> Int { passes == 1 ? 0 : position / (order.count / passes) }

  /// The image indices of one batch.
  public subscript(position: Int) -> ArraySlice<Int32> {
    let start = position * batchSize
    return order[start..<Swift.min(start + batchSize, order.count)]
  }
}
