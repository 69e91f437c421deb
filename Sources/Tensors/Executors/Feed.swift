/// The values of a program's input for one batch, in host memory.
///
/// Inputs are fed by name: a layer requests an input from its graph (`labels`), and the trainer feeds the data of that
/// name.
public enum Feed {
  /// Bytes scaled while they are read: sample i is the `bytesPerSample` bytes at `base + indices[i] * bytesPerSample`,
  /// each read as `byte * scale + offset`.
  case bytes(
    base: UnsafePointer<UInt8>, bytesPerSample: Int, indices: UnsafeBufferPointer<Int32>, scale: Float, offset: Float)
  /// Numbers scaled while they are read: sample i is the `elementsPerSample` numbers at
  /// `base + indices[i] * elementsPerSample`, each read as `number * scale + offset`.
  case scaledFloats(
    base: UnsafePointer<Float>, elementsPerSample: Int, indices: UnsafeBufferPointer<Int32>, scale: Float,
    offset: Float)
  /// Values in the units of the network's input, sample after sample.
  case floats(UnsafePointer<Float>)
}

/// A batch: the number of its samples, and what is fed to each input by name.
public struct FedBatch {
  /// The number of samples, at least 1.
  public let count: Int
  /// The values of each input that a program reads, by name.
  public let feeds: [String: Feed]

  /// Creates a batch of `count` samples.
  public init(count: Int, feeds: [String: Feed]) { (self.count, self.feeds) = (count, feeds) }
}

@available(*, unavailable)
extension FedBatch: Sendable {}
