/// The values of a program's input for one batch, in host memory.
///
/// A program's inputs are fed by name. A model asks its graph for an input where it needs one (`labels`, deep in a layer),
/// and the trainer feeds what the data has; the name is where they meet.
public enum Feed {
  /// Bytes that are scaled while they are read: sample i is the `bytesPerSample` bytes at
  /// `base + indices[i] * bytesPerSample`, and each becomes `byte * scale + offset`.
  case bytes(
    base: UnsafePointer<UInt8>, bytesPerSample: Int, indices: UnsafeBufferPointer<Int32>, scale: Float, offset: Float)
  /// Values as the network sees them, sample after sample.
  case floats(UnsafePointer<Float>)
}
