import Randomness

/// The order of the Torch ImageNet autoencoder: many passes over a chunk of the images, then over the next chunk.
///
/// siavashk's `train.lua`, 2016: `-batch_size` is the chunk's size and `-iters` the number of passes, all in the same
/// order. Unlike there, the images start again after the last.
public struct ChunkedOrder: Hashable, Sendable {
  /// The number of images in a chunk.
  public var size: Int
  /// The number of passes over a chunk.
  public var iterations: Int

  /// Describes the order.
  ///
  /// - Parameters:
  ///   - size: the number of images in a chunk, at least 1.
  ///   - iterations: the number of passes over a chunk, at least 1.
  public init(size: Int, iterations: Int) { (self.size, self.iterations) = (size, iterations) }
}

extension Batches {
  /// The batches of one chunk.
  ///
  /// - Parameters:
  ///   - subset: the images.
  ///   - chunks: the size of a chunk and the number of passes.
  ///   - batchSize: the maximum number of images per batch.
  ///   - seed: determines the order.
  ///   - epoch: the number of the chunk, from 0.
  public init(_ subset: ImageSubset, chunks: ChunkedOrder, batchSize: Int, seed: UInt64, epoch: Int) {
    let size = Swift.min(chunks.size, subset.count)
    let chunk = (0..<size).map { subset.indices[(epoch * size + $0) % subset.count] }
    let order = Philox(seed: seed, purpose: .shuffling, step: epoch).permutation(size).map { chunk[Int($0)] }
    self.init(order: order, passes: chunks.iterations, batchSize: batchSize)
  }
}
