import Randomness

/// The order of the Torch ImageNet autoencoder: the next piece of the images, passed over many times, then the next.
///
/// siavashk's `train.lua`, 2016: `-batch_size` is the piece's size and `-iters` the passes; one order is drawn for all passes
/// over a piece. Unlike there, the images begin again after the last.
public struct ChunkedOrder: Hashable, Sendable {
  /// Images of a piece.
  public var size: Int
  /// Passes over a piece.
  public var iterations: Int

  /// Pieces of `size` images, 1 or more, each passed over `iterations` times, 1 or more.
  public init(size: Int, iterations: Int) { (self.size, self.iterations) = (size, iterations) }
}

extension Batches {
  /// The batches of the `epoch`-th piece.
  public init(_ subset: ImageSubset, chunks: ChunkedOrder, batchSize: Int, seed: UInt64, epoch: Int) {
    let size = Swift.min(chunks.size, subset.count)
    let piece = (0..<size).map { subset.indices[(epoch * size + $0) % subset.count] }
    let order = Philox(seed: seed, purpose: .shuffling, step: epoch).permutation(size).map { piece[Int($0)] }
    self.init(order: order, passes: chunks.iterations, batchSize: batchSize)
  }
}
